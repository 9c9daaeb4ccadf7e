import type { Code } from '../../../../lib/dialects/codes.ts'

const of = (kind: string, spec: string) =>
  `apiVersion: tekton.dev/v1\nkind: ${kind}\nmetadata: {name: it}\nspec:\n${spec}\n`
const task = (spec: string) => of('Task', spec)
const ok = 'image: alpine, command: [ls]'
const steps = `  steps: [{${ok}}]`
const step = (fields: string) => task(`  steps:\n    - {${fields}}`)
const withSpec = (fields: string) => task(`${steps}\n  ${fields}`)
const spec = `taskSpec: {steps: [{${ok}}]}`
const pipeline = (fields: string) => of('Pipeline', fields)
const member = (fields: string) => pipeline(`  tasks:\n    - {name: a, ${spec}, ${fields}}`)
const members = (...list: string[]) => pipeline(`  tasks:\n${list.map((one) => `    - {${one}}\n`).join('')}`)
const taskRun = (fields: string) => of('TaskRun', fields)
const inline = (fields: string) => taskRun(`  taskSpec: {steps: [{${ok}}]}\n  ${fields}`)
const pipelineRun = (fields: string) => of('PipelineRun', fields)
const run = (fields: string) => pipelineRun(`  pipelineSpec: {tasks: [{name: a, ${spec}}]}\n  ${fields}`)
const result = `{name: a, taskSpec: {results: [{name: r}, {name: l, type: array}, {name: o, type: object, properties: {k: {type: string}}}], steps: [{${ok}}]}}`
const after = (fields: string) =>
  pipelineRun(`  pipelineSpec:\n    tasks:\n      - ${result}\n      - {name: b, ${fields}}`)
const takes = (value: string) => after(`params: [{name: p, value: ${value}}], ${spec}`)
const stored = `${task(`${steps}\n  params: [{name: p}, {name: l, type: array, default: [x]}]\n  workspaces: [{name: w, optional: true}]`)}---\n`
const storedRun = (fields: string) => `${stored}${taskRun(`  taskRef: {name: it}\n  ${fields}`)}`

/** `▸` is where the diagnostic must point. */
export const tektonCases: [code: Code, text: string, message?: string][] = [
  [
    'UnknownApiVersion',
    'kind: Task\napiVersion: ▸tekton.dev/v2',
    'Tekton has no apiVersion "tekton.dev/v2" of this kind',
  ],
  ['UnknownKind', 'apiVersion: tekton.dev/v1\nkind: ▸Tusk', 'Tekton has no kind "Tusk"'],
  ['MissingField', '▸apiVersion: tekton.dev/v1', 'kind is missing'],
  ['NotSupportedYet', 'apiVersion: tekton.dev/v1beta1\nkind: ▸StepAction', 'StepActions are not supported yet'],
  ['NotSupportedYet', 'apiVersion: tekton.dev/v1beta1\nkind: ▸CustomRun', 'custom tasks are not supported yet'],
  [
    'MissingField',
    withSpec('description: x').replace('metadata: {name: it}', '▸metadata: {}'),
    'metadata.name is missing',
  ],
  ['InvalidValue', `▸${withSpec('description: "\\uE000"')}`],

  ['MissingField', task('  ▸steps: []').replace('▸steps: []', 'steps: ▸[]'), 'a task needs at least one step'],
  ['UnknownField', step(`${ok}, ▸imagee: x`), 'unknown field "imagee"'],
  ['WrongType', step('image: x, script: ▸12')],
  ['MissingImage', step('command: [x]').replace('{command', '▸{command'), 'a step has no image'],
  ['InvalidName', step(`name: ▸A_b, ${ok}`)],
  ['DuplicateStep', task(`  steps:\n    - {name: a, ${ok}}\n    - {name: ▸a, ${ok}}`)],
  [
    'InvalidValue',
    step('image: x, script: z, ▸command: [z]'),
    'a step has a script, which cannot be used with a command',
  ],
  [
    'InvalidValue',
    step(`${ok}, onError: ▸proceed`),
    'onError of a step must be continue or stopAndFail, not "proceed"',
  ],
  ['InvalidDuration', step(`${ok}, timeout: ▸1 hour`), '"1 hour" is not a duration'],
  ['InvalidDuration', step(`${ok}, timeout: ▸-1s`), 'timeout is -1s, and should be >= 0'],
  ['InvalidValue', step(`${ok}, volumeMounts: [{name: a, mountPath: ▸/tekton/bin}]`)],
  ['InvalidName', step(`${ok}, volumeMounts: [{name: ▸tekton-internal-x, mountPath: /x}]`)],
  ['InvalidQuantity', step(`${ok}, computeResources: {limits: {cpu: ▸lots}}`)],
  [
    'InvalidQuantity',
    `${steps}\n`
      .replace('  steps', `${of('Task', '').trimEnd()}\n  steps`)
      .trimEnd()
      .concat('\n  stepTemplate: {computeResources: {limits: {cpu: ▸lots}}}\n'),
  ],
  ['MissingCommand', step('image: x, ▸onError: continue')],
  ['MissingCommand', step('image: x, ▸timeout: 5s')],
  [
    'MissingCommand',
    task('  steps:\n    - ▸{name: a, image: x}\n    - {image: x, script: cat $(steps.step-a.exitCode.path)}'),
    'the step "a" has neither a script nor a command, so its exit code cannot be read',
  ],
  ['ScriptTooLarge', task(`  ▸steps: [{image: b, script: "${'x'.repeat(250_000)}"}]`)],
  ['NotSupportedYet', step('▸ref: {name: x}'), 'StepActions are not supported yet'],
  [
    'NotSupportedYet',
    step(`${ok}, ▸when: [{input: a, operator: in, values: [a]}]`),
    'when of a step is not supported yet',
  ],
  ['NotSupportedYet', step(`${ok}, ▸results: [{name: a}]`), 'results of steps are not supported yet'],
  ['NotSupportedYet', step(`${ok}, ▸workspaces: [{name: a}]`), 'workspaces of single steps are not supported yet'],
  ['NotSupportedYet', step(`${ok}, ▸stdoutConfig: {path: /a}`), 'stdoutConfig is not supported yet'],
  ['NotSupportedYet', step(`${ok}, ▸stderrConfig: {path: /a}`), 'stderrConfig is not supported yet'],
  ['InvalidValue', step(`${ok}, ▸params: [{name: a, value: b}]`), 'a step has params without a ref'],
  ['NotSupportedYet', step('image: x, script: "▸#!win"').replace('"▸', '▸"')],
  ['NotSupportedYet', step('image: x, args: [▸$(steps.a.results.r)], command: [z]')],
  ['NotSupportedYet', step('image: x, args: [▸$(step.results.r.path)], command: [z]')],
  ['NotSupportedYet', step('image: x, args: [▸$(artifacts.path)], command: [z]'), 'artifacts are not supported yet'],
  ['NotSupportedYet', withSpec('▸resources: {inputs: []}')],

  ['MissingImage', withSpec('sidecars: [▸{name: a}]'), 'the sidecar "a" has no image'],
  ['InvalidName', withSpec('sidecars: [{name: ▸tekton-log-results, image: a}]')],
  ['InvalidValue', withSpec('sidecars: [{image: a, script: b, ▸command: [c]}]')],
  ['DuplicateStep', withSpec('sidecars: [{name: a, image: a}, {name: ▸a, image: a}]')],
  ['NotSupportedYet', withSpec('sidecars: [{image: a, ▸workspaces: [{name: a}]}]')],

  ['DuplicateVolume', withSpec('volumes: [{name: a}, {name: ▸a}]')],
  ['InvalidName', withSpec('volumes: [{name: ▸A}]')],
  ['InvalidValue', withSpec('volumes: [▸{name: a, emptyDir: {}, secret: {secretName: b}}]')],
  ['UnknownField', withSpec('volumes: [{name: a, ▸secrets: {}}]')],

  ['DuplicateParameter', withSpec('params: [{name: a}, {name: ▸a}]')],
  ['MissingField', withSpec('params: [{name: ▸""}]'), 'a param has an empty name'],
  ['InvalidName', withSpec('params: [{name: ▸1a}]')],
  ['InvalidName', withSpec('params: [{name: ▸a.b, properties: {k: {}}}]')],
  ['InvalidValue', withSpec('params: [{name: a, type: ▸list}]'), 'the param "a" has the type "list"'],
  ['ParameterTypeMismatch', withSpec('params: [{name: a, type: array, default: ▸x}]')],
  ['MissingField', withSpec('params: [▸{name: a, type: object}]')],
  ['InvalidValue', withSpec('params: [{name: a, properties: {k: {type: ▸array}}}]')],
  ['NotSupportedYet', withSpec('params: [{name: a, ▸enum: [b]}]')],
  [
    'ParameterCycle',
    withSpec('params: [{name: a, default: ▸$(params.b)}, {name: b, default: "x$(params[\'a\'])"}]'),
    'the defaults of params refer to each other in a circle: a → b → a',
  ],
  ['UndeclaredParameter', step('image: ▸$(params.x), command: [z]'), 'the param "x" is not declared'],
  ['UndeclaredParameter', step('image: a, script: ▸echo $(inputs.params.x)'), 'the param "x" is not declared'],
  [
    'UndeclaredParameter',
    task('  params: [{name: o, properties: {k: {}}}]\n  steps: [{image: ▸$(params.o.q), command: [x]}]'),
    'the param "o" has no key "q"',
  ],
  [
    'ParameterTypeMismatch',
    task('  params: [{name: l, type: array}]\n  steps: [{image: a, command: ["▸x$(params.l[*])"]}]').replace(
      '["▸',
      '[▸"',
    ),
    '$(params.l[*]) is an array, which cannot be part of a text',
  ],
  [
    'ParameterTypeMismatch',
    task('  params: [{name: l, type: array}]\n  steps: [{image: ▸"$(params.l[*])", command: [x]}]'),
  ],
  [
    'ParameterTypeMismatch',
    task('  params: [{name: o, properties: {k: {}}}]\n  steps: [{image: a, command: [▸"$(params.o[*])"]}]'),
  ],
  [
    'InvalidReference',
    step('image: a, command: [▸$(context.taskRun.nam)]'),
    'there is no variable $(context.taskRun.nam)',
  ],
  ['UnknownWorkspace', step('image: a, command: [▸$(workspaces.w.path)]')],

  ['DuplicateWorkspace', withSpec('workspaces: [{name: a}, {name: ▸a, mountPath: /b}]')],
  ['DuplicateMountPath', withSpec('workspaces: [{name: a}, {name: b, mountPath: ▸/workspace/a/}]')],
  [
    'DuplicateMountPath',
    task(`  steps: [{${ok}, volumeMounts: [{name: x, mountPath: /x}]}]\n  workspaces: [{name: a, mountPath: ▸/x}]`),
  ],
  ['DuplicateResult', withSpec('results: [{name: a}, {name: ▸a}]')],
  ['InvalidName', withSpec('results: [{name: ▸a_}]')],
  ['InvalidValue', withSpec('results: [{name: a, type: ▸list}]')],
  ['MissingField', withSpec('results: [▸{name: a, type: object}]')],
  ['InvalidValue', withSpec('results: [{name: a, type: object, properties: {k: {type: ▸array}}}]')],
  ['NotSupportedYet', withSpec('results: [{name: a, ▸value: $(steps.x.results.y)}]')],

  ['NoStartingTask', pipeline('  tasks: ▸[]'), 'a pipeline needs at least one task'],
  [
    'NoStartingTask',
    pipeline(`  finally: [{name: a, ${spec}}]`).replace('spec:\n', '▸spec:\n'),
    'tasks is empty but finally has 1 tasks',
  ],
  ['MissingField', members(spec).replace('- {', '- ▸{'), 'a task has no name'],
  ['InvalidName', members(`name: ▸A, ${spec}`)],
  ['DuplicateTask', members(`name: a, ${spec}`, `name: ▸a, ${spec}`)],
  [
    'MissingField',
    members('name: a').replace('- {', '- ▸{'),
    'the task "a" needs exactly one of taskRef and taskSpec, and has none',
  ],
  [
    'InvalidValue',
    `${stored}${members(`name: a, ${spec}, taskRef: {name: it}, params: [{name: p, value: a}]`).replace('- {', '- ▸{')}`,
  ],
  ['NotSupportedYet', members('name: a, ▸pipelineRef: {name: x}')],
  ['NotSupportedYet', members('name: a, ▸pipelineSpec: {tasks: []}')],
  ['NotSupportedYet', members('name: a, taskRef: {▸resolver: git}'), 'resolvers are not supported yet'],
  ['NotSupportedYet', members('name: a, taskRef: {name: x, ▸bundle: z}'), 'bundles are not supported yet'],
  [
    'NotSupportedYet',
    members('name: a, taskRef: {apiVersion: x/v1, kind: ▸Wait, name: z}'),
    'custom tasks (kind Wait) are not supported yet',
  ],
  ['NotSupportedYet', members('name: a, taskRef: {name: ▸$(params.x)}')],
  [
    'NotSupportedYet',
    members('name: a, taskSpec: {▸apiVersion: x/v1, kind: Wait, spec: {}}'),
    'custom tasks are not supported yet',
  ],
  ['NotSupportedYet', member('▸conditions: [x]')],
  ['MissingField', members('name: a, ▸taskRef: {}'), 'a Task is referred to without a name'],
  ['UnknownTaskDefinition', members('name: a, taskRef: {name: ▸x}'), 'there is no Task "x"'],
  [
    'MissingParameter',
    `${stored}${members('name: ▸a, taskRef: {name: it}')}`,
    'the task "a" needs the param "p", which has no default',
  ],
  [
    'UnknownWorkspace',
    `${stored}${pipeline('  workspaces: [{name: x}]\n  tasks: [{name: a, taskRef: {name: it}, params: [{name: p, value: x}], workspaces: [{name: ▸x}]}]')}`,
  ],
  ['UnknownTask', member('runAfter: [▸b]'), 'there is no task "b"'],
  [
    'DependencyCycle',
    members(
      `name: a, ${spec}, runAfter: [▸b]`,
      `name: b, ${spec}, params: [{name: p, value: $(tasks.a.results.r)}]`,
    ).replace('steps: [{', 'results: [{name: r}], steps: [{'),
    'tasks wait for each other in a circle: a (6:103) → b (7:96) → a',
  ],
  [
    'TooManyTasks',
    pipeline(
      `  ▸tasks:\n${Array.from({ length: 10_001 }, (_, n) => `    - {name: t${n}, taskRef: {name: x}}\n`).join('')}`,
    ),
  ],
  ['InvalidValue', pipeline(`  tasks: [{name: a, ${spec}}]\n  finally: [{name: b, ${spec}, ▸runAfter: [a]}]`)],
  ['InvalidValue', member('when: [{input: a, operator: ▸is, values: [b]}]'), 'when has the operator "is"'],
  ['MissingField', member('when: [{input: a, operator: in, values: ▸[]}]'), 'when has no values'],
  ['NotSupportedYet', member('when: [{▸cel: "a"}]')],
  ['InvalidValue', member('retries: ▸-1')],
  ['InvalidValue', member('onError: continue, ▸retries: 1')],
  ['InvalidDuration', member('timeout: ▸soon')],
  ['DuplicateParameter', member('params: [{name: a, value: b}, {name: ▸A, value: b}]')],
  ['MissingField', member('params: [▸{name: a}]'), 'spec.tasks[0].params[0].value is missing'],
  ['DuplicateParameter', member('params: [{name: a, value: b}], matrix: {params: [{name: ▸a, value: [b]}]}')],
  [
    'ParameterTypeMismatch',
    member('matrix: {params: [{name: a, value: ▸b}]}'),
    'the matrix param "a" needs a list of values',
  ],
  ['ParameterTypeMismatch', member('matrix: {include: [{params: [{name: a, value: ▸[b]}]}]}')],
  [
    'DuplicateWorkspace',
    pipeline(`  workspaces: [{name: w}]\n  tasks: [{name: a, ${spec}, workspaces: [{name: w}, {name: ▸w}]}]`),
  ],
  ['DuplicateWorkspace', pipeline(`  workspaces: [{name: w}, {name: ▸w}]\n  tasks: [{name: a, ${spec}}]`)],
  ['MissingField', pipeline(`  workspaces: [{name: ▸""}]\n  tasks: [{name: a, ${spec}}]`)],
  [
    'UnknownWorkspace',
    member('workspaces: [{name: x, workspace: ▸w}]'),
    'the task "a" expects the workspace "w", which the pipeline does not declare',
  ],
  ['UndeclaredParameter', member('params: [{name: a, value: ▸$(params.b)}]')],
  [
    'ParameterTypeMismatch',
    pipeline(
      `  params: [{name: l, type: array}]\n  tasks: [{name: a, ${spec}, params: [{name: a, value: ▸"x$(params.l[*])"}]}]`,
    ),
  ],
  ['InvalidReference', member('params: [{name: a, value: ▸$(date)}]'), 'there is no variable $(date)'],
  ['InvalidReference', member('params: [{name: a, value: ▸$(context.pipelineRun.id)}]')],
  [
    'InvalidReference',
    members(`name: a, ${spec}`, `name: b, ${spec}, params: [{name: a, value: ▸$(tasks.a.status)}]`),
    'only final tasks can refer to how other tasks ended',
  ],
  ['InvalidReference', member('when: [{input: ▸$(tasks.status), operator: in, values: [x]}]')],
  [
    'InvalidReference',
    pipeline(
      `  tasks: [{name: a, ${spec}}]\n  finally: [{name: b, ${spec}}, {name: c, ${spec}, params: [{name: p, value: ▸$(tasks.b.results.r)}]}]`,
    ),
  ],
  ['UnknownTask', member('params: [{name: p, value: ▸$(tasks.x.results.r)}]'), 'there is no task "x"'],
  ['NotSupportedYet', member('params: [{name: p, value: ▸$(tasks.a.outputs.r)}]')],
  ['UnknownResult', takes('▸$(tasks.a.results.x)'), '"x" is not a result of the task "a"'],
  ['UnknownResult', takes('▸$(tasks.a.results.o.x)'), 'the result "o" of the task "a" has no key "x"'],
  ['InvalidReference', takes('▸"$(tasks.a.results.r[*])"'), 'the result "r" of the task "a" is not a list'],
  ['InvalidReference', takes('▸"$(tasks.a.results.r[0])"'), 'the result "r" of the task "a" is not a list'],
  ['InvalidReference', takes(`▸'$(tasks.a.results["l"].k)'`), 'the result "l" of the task "a" is not a map'],
  [
    'DuplicateResult',
    pipelineRun(
      `  pipelineSpec:\n    tasks: [${result}]\n    results: [{name: a, value: $(tasks.a.results.r)}, {name: ▸a, value: $(tasks.a.results.r)}]`,
    ),
  ],
  ['InvalidReference', pipelineRun(`  pipelineSpec:\n    tasks: [${result}]\n    results: [{name: a, value: ▸text}]`)],
  [
    'UnknownTask',
    pipelineRun(`  pipelineSpec:\n    tasks: [${result}]\n    results: [{name: a, value: ▸$(tasks.x.results.r)}]`),
  ],
  [
    'UnknownResult',
    pipelineRun(`  pipelineSpec:\n    tasks: [${result}]\n    results: [{name: a, value: ▸$(tasks.a.results.x)}]`),
  ],

  ['MissingField', taskRun('  ▸timeout: 1s'), 'a TaskRun needs exactly one of taskRef and taskSpec, and has none'],
  ['UnknownTaskDefinition', taskRun('  taskRef: {name: ▸x}'), 'there is no Task "x"'],
  ['UnknownPipeline', pipelineRun('  pipelineRef: {name: ▸x}'), 'there is no Pipeline "x"'],
  ['NotSupportedYet', taskRun('  taskRef: {▸resolver: hub}')],
  ['DuplicateParameter', inline('params: [{name: a, value: b}, {name: ▸A, value: c}]')],
  ['NotSupportedYet', inline('status: ▸TaskRunCancelled')],
  ['NotSupportedYet', inline('status: ▸TaskRunPending')],
  ['InvalidValue', inline('status: ▸Paused'), 'status "Paused" does not exist'],
  ['InvalidValue', inline('statusMessage: ▸x')],
  ['NotSupportedYet', inline('managedBy: ▸kueue.x-k8s.io/multikueue')],
  ['NotSupportedYet', inline('▸stepSpecs: [{name: a}]')],
  ['NotSupportedYet', inline('▸sidecarSpecs: [{name: a}]')],
  ['NotSupportedYet', inline('▸debug: {breakpoints: {onFailure: enabled}}')],
  ['InvalidValue', inline('retries: ▸-1')],
  ['InvalidDuration', inline('timeout: ▸x')],
  ['InvalidValue', inline('workspaces: [▸{name: a}]'), 'the workspace "a" needs exactly one source, and has none'],
  ['InvalidValue', inline('workspaces: [▸{name: a, emptyDir: {}, secret: {secretName: x}}]')],
  ['MissingField', inline('workspaces: [{name: a, ▸persistentVolumeClaim: {}}]')],
  ['MissingField', inline('workspaces: [{name: a, projected: {sources: ▸[]}}]')],
  ['DuplicateWorkspace', inline('workspaces: [{name: a, emptyDir: {}}, {name: ▸A, emptyDir: {}}]')],
  ['InvalidQuantity', inline('computeResources: {limits: {cpu: ▸x}}')],
  [
    'MissingParameter',
    storedRun('timeout: 1m').replace(/taskRef(?!.*taskRef)/s, '▸taskRef'),
    'Task "it" needs the param "p", which has no default',
  ],
  [
    'ParameterTypeMismatch',
    storedRun('params: [{name: p, value: ▸[a]}]'),
    'the param "p" of Task "it" is a string, and an array is given',
  ],
  ['UnknownWorkspace', storedRun('params: [{name: p, value: a}]\n  workspaces: [{name: ▸x, emptyDir: {}}]')],
  [
    'UnboundWorkspace',
    `${task(`${steps}\n  workspaces: [{name: w}]`)}---\n${taskRun('  taskRef: {name: it}').replace('spec:', '▸spec:')}`,
    'the workspace "w" is required but has not been bound',
  ],
  [
    'TooManyClaims',
    inline(
      'workspaces: [{name: a, persistentVolumeClaim: {claimName: a}}, ▸{name: b, persistentVolumeClaim: {claimName: b}}]',
    ),
    'more than one PersistentVolumeClaim is bound to a task',
  ],
  [
    'UndeclaredParameter',
    taskRun('  taskSpec: {steps: [{image: a, command: [▸$(params.x)]}]}'),
    'there is no param "x"',
  ],
  [
    'ParameterIndex',
    taskRun(
      '  params: [{name: l, value: [a]}]\n  taskSpec: {steps: [{image: a, command: ["▸$(params.l[1])"]}]}',
    ).replace('"▸', '▸"'),
    'the param "l" has 1 element, so there is no [1]',
  ],
  ['InvalidReference', run('params: [{name: a, value: ▸$(tasks.a.results.r)}]')],
  ['NotSupportedYet', run('status: ▸PipelineRunPending')],
  ['NotSupportedYet', run('status: ▸Cancelled')],
  ['InvalidValue', run('status: ▸Canceled')],
  ['NotSupportedYet', run('▸taskRunSpecs: [{pipelineTaskName: a}]')],
  ['InvalidDuration', run('timeouts: {pipeline: 1h, tasks: ▸2h}'), 'timeouts.tasks should be <= pipeline duration'],
  ['InvalidDuration', run('timeouts: {finally: ▸61m}'), 'timeouts.finally should be <= pipeline duration'],
  ['InvalidDuration', run('timeouts: {pipeline: 1h, tasks: ▸31m, finally: 30m}')],
  ['InvalidDuration', run('timeouts: {tasks: "▸0"}').replace('"▸', '▸"')],
  [
    'NotSupportedYet',
    pipelineRun('  ▸resources: []\n').replace('[]', '[x]').concat(`  pipelineSpec: {tasks: [{name: a, ${spec}}]}\n`),
  ],
  [
    'UnboundWorkspace',
    pipelineRun(
      `  pipelineSpec:\n    workspaces: [{name: w, optional: true}]\n    tasks:\n      - ▸{name: a, taskSpec: {workspaces: [{name: w}], steps: [{${ok}}]}, workspaces: [{name: w}]}`,
    )
      .replace('▸{', '{')
      .replace('workspaces: [{name: w}]}', '▸workspaces: [{name: w}]}'),
  ],
]
