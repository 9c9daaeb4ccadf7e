import { describe, expect, it } from 'vitest'
import { type Code, codes } from '../../../lib/dialects/codes.ts'
import { judge } from './judge.ts'
import { tektonCases } from './tekton/diagnostic-cases.ts'

const head = (kind: string) =>
  `apiVersion: kontroler.greedykomodo/v1alpha1\nkind: ${kind}\nmetadata: {name: it}\nspec:\n`
const dag = (spec: string) => `${head('DAG')}${spec}\n`
const dagTask = (spec: string) => `${head('DagTask')}${spec}\n`
const dagRun = (spec: string) => `${head('DagRun')}  dagName: it\n${spec}\n`
const task = (fields: string) => dag(`  task:\n    - {${fields}}`)
const ok = 'image: alpine, command: [ls]'
const work = (fields: string) => task(`name: a, ${ok}, ${fields}`)
const pod = (fields: string) => work(`podTemplate: {${fields}}`)
const workspace = (pvc: string) => dag(`  task: [{name: a, ${ok}}]\n  workspace: {enable: true, pvc: ${pvc}}`)
const parameters = (list: string) => dag(`  parameters:\n    - ${list}\n  task: [{name: a, ${ok}}]`)
const used = `${dagTask('  image: a\n  script: b\n  parameters: [p]')}---\n`
const both = `${parameters('{name: plain, defaultValue: x}\n    - {name: hidden, defaultFromSecret: b}')}---\n`
const tasks = (count: number, fields: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `    - {name: t${index}, ${ok}, ${fields(index)}}\n`).join('')
const manyNeeds = `[${Array.from({ length: 400 }, () => 't0').join(', ')}]`

/** `▸` is where the diagnostic must point. */
const kontrolerCases: [code: Code, text: string, message?: string][] = [
  ['YamlSyntax', 'a: [▸}'],
  ['DocumentTooLarge', `▸${' '.repeat(2_000_001)}`],
  ['TooDeep', `${'['.repeat(99)}▸${'['.repeat(100)}`],
  ['TooManyAliases', `a: &a ${'x'.repeat(200_000)}\nb: [${'*a, '.repeat(49)}▸*a]\n`],
  ['DuplicateKey', `${work('runAfter: []')}▸kind: DAG\n`],
  ['InvalidYamlValue', work('args: [▸.inf]')],
  ['ContentAfterEnd', `${work('runAfter: []')}...\n▸a: 1\n`],
  ['AmbiguousScalar', work('backoff: {limit: ▸010}'), '010 means 8 to kubectl, but 10 to YAML 1.2 tools'],

  ['WrongType', '▸just text'],
  ['MissingField', '▸kind: DAG', 'apiVersion is missing'],
  [
    'UnknownApiVersion',
    'kind: DAG\napiVersion: ▸kontroler.greedykomodo/v1',
    'Kontroler has no apiVersion "kontroler.greedykomodo/v1"',
  ],
  ['UnknownApiVersion', 'kind: Deployment\napiVersion: ▸apps/v1', 'no dialect speaks apiVersion "apps/v1"'],
  ['UnknownKind', 'apiVersion: v1\nkind: ▸Pod', 'the kind "Pod" is not applied'],
  ['MissingField', '▸apiVersion: v1\nkind: Secret', 'metadata.name is missing'],
  ['UnknownKind', head('▸Dag'), 'Kontroler has no kind "Dag"'],
  ['MissingField', '▸apiVersion: kontroler.greedykomodo/v1alpha1', 'kind is missing'],
  ['WorkersNotNeeded', head('▸WorkerPool')],
  [
    'MissingField',
    work('runAfter: []').replace('metadata: {name: it}', '▸metadata: {labels: {}}'),
    'metadata.name is missing',
  ],
  ['InvalidName', work('runAfter: []').replace('name: it', 'name: ▸It_')],
  ['WrongType', head('DAG').replace('spec', '▸spec'), 'spec must be a mapping, not empty'],
  ['WrongType', work('runAfter: []').replace('{name: it}', '▸it'), 'metadata must be a mapping, not a string'],

  ['UnknownField', work('▸imagee: x'), 'unknown field "imagee"'],
  ['UnknownField', work('▸constructor: x')],
  ['UnknownField', work('▸prototype: x')],
  ['UnknownField', work('▸__proto__: x')],
  [
    'UnknownField',
    `${dagRun('  parameters: []').replace('metadata: {name: it}', 'metadata: {name: it}\n▸name: x')}---\n${dag(`  task: [{name: a, ${ok}}]`)}`,
  ],
  ['WrongType', task('name: a, image: b, script: ▸12'), 'spec.task[0].script must be a string, not the number 12'],
  ['WrongType', work('args: ▸ls'), 'spec.task[0].args must be a list, not a string'],
  ['WrongType', work('args: [a, ▸12]'), 'spec.task[0].args[1] must be a string, not the number 12'],
  ['WrongType', work('▸args: '), 'spec.task[0].args must be a list, not empty'],
  [
    'WrongType',
    work('backoff: {limit: ▸1.5}'),
    'spec.task[0].backoff.limit must be a whole number, not the number 1.5',
  ],
  [
    'WrongType',
    work('conditional: {enabled: ▸"no", retryCodes: []}'),
    'spec.task[0].conditional.enabled must be true or false, not a string',
  ],
  ['WrongType', dag('  task:\n    - ▸a'), 'spec.task[0] must be a mapping, not a string'],
  ['InvalidValue', work('backoff: {limit: ▸-1}'), 'spec.task[0].backoff.limit must not be negative'],
  ['MissingField', work('▸backoff: {}'), 'spec.task[0].backoff.limit is missing'],
  ['MissingField', work('▸conditional: {enabled: true}'), 'spec.task[0].conditional.retryCodes is missing'],
  ['NotSupportedYet', dag(`  ▸schedule: "* * * * *"\n  task: [{name: a, ${ok}}]`), 'schedule is not supported yet'],
  ['NotSupportedYet', dag(`  ▸webhook: {url: "http://x", verifySSL: true}\n  task: [{name: a, ${ok}}]`)],
  ['NotSupportedYet', dag('  ▸dsl: graph {}')],

  ['MissingField', dag(`  task:\n    - ▸{${ok}}`), 'spec.task[0].name is missing'],
  ['MissingField', task(`name: ▸"", ${ok}`), 'a task has an empty name'],
  ['InvalidName', task(`name: ▸a_b, ${ok}`)],
  ['InvalidName', task(`name: ▸${'a'.repeat(64)}, ${ok}`)],
  [
    'DuplicateTask',
    dag(
      `  task:\n    - {name: a, ${ok}}\n    - {name: b, ${ok}, runAfter: [a]}\n    - {name: ▸b, ${ok}, runAfter: [a]}`,
    ),
  ],
  ['MissingCommand', dag('  task:\n    - ▸name: a\n      image: x'), 'task "a" has neither a script nor a command'],
  ['MissingCommand', dag('  task:\n    - ▸name: a\n      image: x\n      args: [b]\n      script: ""')],
  ['MissingImage', dag('  task:\n    - ▸name: a\n      command: [x]'), 'task "a" has no image'],
  ['MissingImage', task('name: a, image: ▸"", command: [x]')],
  [
    'BothScriptAndCommand',
    task('name: a, image: x, script: b, ▸args: [c]'),
    'task "a" has a script, so its args is not used',
  ],
  ['UnneededField', work('▸scriptInjectorImage: x')],
  ['ScriptTooLarge', task(`name: a, image: b, ▸script: "${'x'.repeat(250_000)}"`)],

  [
    'ParameterDefault',
    parameters('▸{name: p}'),
    'the parameter "p" has neither a defaultValue nor a defaultFromSecret',
  ],
  ['ParameterDefault', parameters('▸{name: p, defaultValue: ""}')],
  ['ParameterDefault', parameters('{name: p, defaultValue: x, ▸defaultFromSecret: b}')],
  ['DuplicateParameter', parameters('{name: p, defaultValue: x}\n    - {name: ▸p, defaultValue: x}')],
  ['InvalidName', parameters('{name: ▸"", defaultValue: x}'), 'a parameter has an empty name'],
  ['InvalidName', parameters('{name: ▸a=b, defaultValue: x}')],
  ['InvalidName', parameters('{name: p, defaultFromSecret: ▸A}')],
  ['UndeclaredParameter', work('parameters: [▸p]'), 'task "a" uses the parameter "p", which the DAG does not declare'],

  ['NoStartingTask', dag('  task: ▸[]')],
  ['NoStartingTask', `${head('DAG')}  ▸suspended: true`.replace('spec:\n  ▸', '▸spec:\n  ')],
  ['UnknownTask', work('runAfter: [▸b]'), 'there is no task "b"'],
  ['DependencyCycle', work('runAfter: [▸a]'), 'tasks run after each other in a circle: a (6:58) → a'],
  [
    'DependencyCycle',
    `${work('runAfter: [▸b]')}    - {name: b, ${ok}, runAfter: [a]}\n`,
    'tasks run after each other in a circle: a (6:58) → b (7:58) → a',
  ],
  ['DisconnectedTasks', `${work('runAfter: []')}    - {name: ▸b, ${ok}}\n`],
  ['TooManyTasks', dag(`  ▸task:\n${tasks(10_001, () => 'runAfter: []')}`), 'the DAG has 10001 tasks, more than 10000'],
  [
    'TooManyEdges',
    dag(`  ▸task:\n${tasks(252, (index) => (index === 0 ? 'runAfter: []' : `runAfter: ${manyNeeds}`))}`),
  ],

  ['InvalidTaskRef', task('name: a, taskRef: {name: ▸"", version: 1}')],
  ['InvalidTaskRef', task('name: a, taskRef: {name: x, version: ▸0}')],
  ['MissingField', task('name: a, ▸taskRef: {name: x}'), 'spec.task[0].taskRef.version is missing'],
  [
    'IgnoredField',
    `${used.replace('  parameters: [p]\n', '')}${task('name: a, ▸image: x, taskRef: {name: it, version: 1}')}`,
    'task "a" has a taskRef, so its image is not used',
  ],
  ['IgnoredField', dagTask('  image: a\n  script: b\n  ▸runAfter: [x]')],
  ['UnknownDagTask', task('name: a, taskRef: {name: ▸x, version: 1}'), 'there is no DagTask "x" of version 1'],
  [
    'UnknownDagTaskVersion',
    `${used}${task('name: a, taskRef: {name: it, version: ▸2}')}`,
    'DagTask "it" has no version 2',
  ],
  ['UndeclaredParameter', `${used}${task('name: a, taskRef: {name: ▸it, version: 1}')}`],

  ['InvalidName', pod('volumes: [{name: ▸A, emptyDir: {}}]')],
  [
    'InvalidValue',
    pod('volumes: [▸{name: a}]'),
    'a volume needs exactly one of emptyDir and persistentVolumeClaim, this has none',
  ],
  ['InvalidValue', pod('volumes: [▸{name: a, emptyDir: {}, persistentVolumeClaim: {claimName: c}}]')],
  ['UnknownField', pod('volumes: [{name: a, emptyDir: {▸sizeLimit: 1Gi}}]')],
  ['DuplicateVolume', pod('volumes: [{name: a, emptyDir: {}}, {name: ▸a, emptyDir: {}}]')],
  ['InvalidName', pod('volumes: [{name: a, persistentVolumeClaim: {claimName: ▸C}}]')],
  ['UnknownVolume', pod('volumeMounts: [{name: ▸x, mountPath: /x}]')],
  ['UnknownVolume', pod('volumeMounts: [{name: ▸workspace, mountPath: /x}]'), 'there is no volume "workspace"'],
  ['InvalidValue', pod('volumes: [{name: a, emptyDir: {}}], volumeMounts: [{name: a, mountPath: ▸x}]')],
  [
    'DuplicateMountPath',
    pod('volumes: [{name: a, emptyDir: {}}], volumeMounts: [{name: a, mountPath: /x}, {name: a, mountPath: ▸/x}]'),
  ],
  ['InvalidName', pod('serviceAccountName: ▸A')],
  ['InvalidName', pod('imagePullSecrets: [{name: ▸A}]')],
  ['InvalidQuantity', pod('resources: {limits: {cpu: ▸a lot}}'), '"a lot" is not a quantity of cpu'],
  [
    'WrongType',
    pod('resources: {limits: {cpu: ▸1}}'),
    'spec.task[0].podTemplate.resources.limits.cpu must be a string, not the number 1',
  ],
  ['InvalidValue', pod('activeDeadlineSeconds: ▸0')],
  ['InvalidValue', pod('tolerations: [{operator: ▸Is}]')],
  ['UnknownField', pod('securityContext: {▸runAsUser: 1}')],
  ['InvalidQuantity', dagTask('  image: a\n  script: b\n  podTemplate: {resources: {requests: {memory: ▸64MiB}}}')],

  [
    'MissingField',
    workspace('{resources: {requests: {storage: 1Gi}}}').replace('pvc', '▸pvc'),
    'a claim needs an access mode',
  ],
  ['MissingField', workspace('{accessModes: [ReadWriteOnce]}').replace('pvc', '▸pvc'), 'a claim needs a size'],
  ['InvalidValue', workspace('{accessModes: [▸ReadWrite], resources: {requests: {storage: 1Gi}}}')],
  ['InvalidQuantity', workspace('{accessModes: [ReadWriteOnce], resources: {requests: {storage: ▸1Xi}}}')],
  [
    'InvalidValue',
    workspace('{volumeMode: ▸Block, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}'),
  ],
  ['MissingField', dag(`  task: [{name: a, ${ok}}]\n  ▸workspace: {enable: true}`), 'spec.workspace.pvc is missing'],
  [
    'DuplicateMountPath',
    `${pod('volumes: [{name: a, emptyDir: {}}], volumeMounts: [{name: a, mountPath: ▸/workspace}]')}  workspace: {enable: true, pvc: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}\n`,
  ],

  ['MissingField', dagRun('').replace('dagName: it', 'dagName: ▸""'), 'spec.dagName is empty'],
  [
    'MissingField',
    dagRun('  parameters: []').replace('metadata: {name: it}', '▸metadata: {}'),
    'metadata.name is missing',
  ],
  ['InvalidName', dagRun('').replace('name: it', 'generateName: ▸_')],
  ['UnknownDag', dagRun('').replace('it\n\n', '▸it\n'), 'there is no DAG "it"'],
  ['ParameterValue', `${both}${dagRun('  parameters:\n    - ▸{name: plain}')}`],
  ['ParameterValue', `${both}${dagRun('  parameters:\n    - ▸{name: plain, value: ""}')}`],
  ['ParameterValue', `${both}${dagRun('  parameters:\n    - {name: plain, value: x, ▸fromSecret: b}')}`],
  ['DuplicateParameter', `${both}${dagRun('  parameters: [{name: plain, value: x}, {name: ▸plain, value: b}]')}`],
  [
    'UnknownParameter',
    `${both}${dagRun('  parameters: [{name: ▸plian, value: x}]')}`,
    'DAG "it" has no parameter "plian"',
  ],
  [
    'ParameterKindMismatch',
    `${both}${dagRun('  parameters: [{name: hidden, ▸value: x}]')}`,
    'the parameter "hidden" is a secret in DAG "it", so value cannot set it',
  ],
  ['ParameterKindMismatch', `${both}${dagRun('  parameters: [{name: plain, ▸fromSecret: x}]')}`],
]

const cases = [...kontrolerCases, ...tektonCases]

const placeOf = (text: string) => {
  const before = text.slice(0, text.indexOf('▸')).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

describe('a diagnostic', () => {
  it.each(cases.map(([code, text, message], index) => ({ index, code, text, message })))(
    '$index: $code at its place, and nothing else',
    ({ code, text, message }) => {
      const { diagnostics } = judge(text.replace('▸', ''))
      const expected = { code, ...placeOf(text), ...(message !== undefined && { message }) }
      expect(diagnostics).toMatchObject([expected])
      expect(diagnostics[0]!.file).toBe('judged.yaml')
    },
  )

  it('is tested for every code of the catalogue', () => {
    expect(new Set(cases.map(([code]) => code))).toEqual(new Set(Object.keys(codes)))
  })
})
