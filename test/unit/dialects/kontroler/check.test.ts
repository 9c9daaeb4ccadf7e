import { describe, expect, it } from 'vitest'
import { brief, judge } from '../judge.ts'

const messy = `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: messy
spec:
  schedule: "@daily"
  parameters:
    - name: who
  task:
    - name: biuld
      imagee: alpine
      command: [make]
      backoff: {limit: "3"}
    - name: test
      image: alpine
      script: 0755
      runAfter: [build, 7]
      parameters: [whoo]
    - name: loop
      image: alpine
      command: [ls]
      runAfter: [loop]
`

describe('a document with many mistakes', () => {
  it('is told all of them at once, in the order of the lines', () => {
    expect(brief(judge(messy).diagnostics.filter(({ severity }) => severity === 'error'))).toEqual([
      'NotSupportedYet 6:3',
      'ParameterDefault 8:7',
      'MissingImage 10:7',
      'UnknownField 11:7',
      'WrongType 13:24',
      'WrongType 16:15',
      'UnknownTask 17:18',
      'WrongType 17:25',
      'UndeclaredParameter 18:20',
      'DependencyCycle 22:18',
    ])
  })

  it('is told what was probably meant', () => {
    const hints = Object.fromEntries(judge(messy).diagnostics.map(({ message, hint }) => [message, hint]))
    expect(hints['unknown field "imagee"']).toBe('did you mean "image"?')
    expect(hints['there is no task "build"']).toBe('did you mean "biuld"?')
    expect(hints['task "test" uses the parameter "whoo", which the DAG does not declare']).toBe('did you mean "who"?')
  })
})

const dag = (spec: string) =>
  `apiVersion: kontroler.greedykomodo/v1alpha1\nkind: DAG\nmetadata: {name: it}\nspec:\n${spec}`
const task = '  task: [{name: a, image: b, script: c}]\n'

describe('what Kontroler accepts', () => {
  it.each([
    ['an empty schedule', dag(`  schedule: ""\n${task}`)],
    ['a suspended DAG', dag(`  suspended: true\n${task}`)],
    [
      'an empty default beside a secret',
      dag(`  parameters: [{name: p, defaultValue: "", defaultFromSecret: s}]\n${task}`),
    ],
    ['a workspace that is not enabled', dag(`  workspace: {enable: false, pvc: {}}\n${task}`)],
    [
      'several starting tasks',
      dag(
        '  task: [{name: a, image: b, script: c}, {name: b, image: b, script: c}, {name: c, image: b, script: c, runAfter: [a, b]}]\n',
      ),
    ],
    [
      'the same task twice in runAfter',
      dag('  task: [{name: a, image: b, script: c}, {name: b, image: b, script: c, runAfter: [a, a]}]\n'),
    ],
    ['labels without values', dag(task).replace('{name: it}', '{name: it, labels: , annotations: }')],
    [
      'metadata and status as the API server writes them',
      `${dag(task)}status: {phase: Successful}\n`.replace(
        '{name: it}',
        '{name: it, uid: x, generation: 1, creationTimestamp: , managedFields: [{manager: kubectl}]}',
      ),
    ],
    ['parameters that are no identifiers', dag(`  parameters: [{name: "my.param-1 x", defaultValue: v}]\n${task}`)],
    [
      'a DagTask without backoff',
      'apiVersion: kontroler.greedykomodo/v1alpha1\nkind: DagTask\nmetadata: {name: it}\nspec: {image: a, command: [b]}',
    ],
  ])('%s', (_, text) => {
    expect(judge(text).diagnostics).toEqual([])
  })
})

describe('a Secret beside definitions', () => {
  it("is none of a dialect's business", () => {
    expect(judge('apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {secret: x}\n').diagnostics).toEqual(
      [],
    )
  })
})
