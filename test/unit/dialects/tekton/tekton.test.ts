import { describe, expect, it } from 'vitest'
import { dialectOf } from '../../../../lib/dialects/dialects.ts'
import { tekton } from '../../../../lib/dialects/tekton/tekton.ts'
import { readDocuments } from '../../../../lib/dialects/yaml/read.ts'
import { judge } from '../judge.ts'
import { image, ofTasks, taskRun } from './documents.ts'

const read = (text: string) => readDocuments(text, 'a.yaml').documents[0]!
const task = (fields: string, metadata = '{name: it}') =>
  `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: ${metadata}\nspec: {steps: [${image}], ${fields}}\n`

describe('the dialect', () => {
  it.each(['tekton.dev/v1', 'tekton.dev/v1beta1', 'tekton.dev/v1alpha1'])('of %s is tekton', (apiVersion) => {
    expect(dialectOf(read(`apiVersion: ${apiVersion}`))?.name).toBe('tekton')
  })

  it('of another group of Tekton is another', () => {
    expect(dialectOf(read('apiVersion: triggers.tekton.dev/v1beta1'))).toBeUndefined()
  })
})

describe('references', () => {
  it('of a run are its Pipeline or its Task', () => {
    expect(tekton.references(read(taskRun('  taskRef: {name: t, kind: task}')))).toEqual([{ kind: 'Task', name: 't' }])
    const run = ofTasks([]).replace(/pipelineSpec[^]*/, 'pipelineRef: {name: p}')
    expect(tekton.references(read(run))).toEqual([{ kind: 'Pipeline', name: 'p' }])
  })

  it('of a pipeline, wherever it is written, are its Tasks, each once', () => {
    const text = ofTasks([
      `{name: a, taskRef: {name: t}}`,
      `{name: b, taskSpec: {steps: [${image}]}}`,
      '{name: c, taskRef: {name: t}}',
    ])
    expect(tekton.references(read(`${text}    finally: [{name: d, taskRef: {name: u}}]\n`))).toEqual([
      { kind: 'Task', name: 't' },
      { kind: 'Task', name: 'u' },
    ])
  })
})

describe('the meaning of a definition', () => {
  const meaning = (text: string) => tekton.meaning(read(text))

  it('does not depend on the order, the case or the version that it is written in', () => {
    const one = task('params: [{name: a, type: string}], stepTemplate: {computeResources: {limits: {cpu: 1}}}')
    const other = task('steptemplate: {resources: {limits: {cpu: 1}}}, Params: [{type: string, name: a}]')
    expect(meaning(other.replace('/v1', '/v1beta1'))).toBe(meaning(one))
  })

  it('is another when anything is, also what travels to the pods', () => {
    const texts = [
      task(''),
      task('description: x'),
      task('', '{name: it, labels: {a: b}}'),
      task('', '{name: it, annotations: {a: b}}'),
    ]
    expect(new Set(texts.map(meaning)).size).toBe(texts.length)
  })
})

describe('a run made for a definition', () => {
  const specs = 'params: [{name: s}, {name: l, type: array}, {name: o, properties: {k: {}}}], workspaces: [{name: w}]'
  const made = (params: Record<string, string>, name?: string) =>
    read(tekton.runOf(read(task(specs)), { name, params })).value

  it('gives each param what its type makes of the text', () => {
    expect(made({ s: 'a,b', l: 'a,b', o: '{"k": "v"}' }, 'mine')).toEqual({
      apiVersion: 'tekton.dev/v1',
      kind: 'TaskRun',
      metadata: { name: 'mine' },
      spec: {
        taskRef: { name: 'it' },
        params: [
          { name: 's', value: 'a,b' },
          { name: 'l', value: ['a', 'b'] },
          { name: 'o', value: { k: 'v' } },
        ],
      },
    })
  })

  it('has a name made up when none is given, and takes lists as JSON', () => {
    expect(made({ l: '["a,b"]' })).toMatchObject({
      metadata: { generateName: 'it-' },
      spec: { params: [{ value: ['a,b'] }] },
    })
    expect(made({ l: '' })).toMatchObject({ spec: { params: [{ value: [] }] } })
  })

  it('of a Pipeline is a PipelineRun', () => {
    const pipeline = read(
      `apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: line}\nspec: {params: [{name: l, type: array}]}\n`,
    )
    expect(read(tekton.runOf(pipeline, { name: 'x', params: { l: 'a' } })).value).toMatchObject({
      kind: 'PipelineRun',
      spec: { pipelineRef: { name: 'line' }, params: [{ name: 'l', value: ['a'] }] },
    })
  })

  it('is told which workspaces it still needs', () => {
    const text = task('workspaces: [{name: w}]')
    const { diagnostics, plans } = judge(`${text}---\n${tekton.runOf(read(text), { name: 'x', params: {} })}`)
    expect(plans).toEqual([])
    expect(diagnostics.map(({ message }) => message)).toEqual(['the workspace "w" is required but has not been bound'])
  })
})

describe('where something stands', () => {
  it('is where the author wrote it, in another case or in v1beta1', () => {
    const text = `apiVersion: tekton.dev/v1beta1
kind: PipelineRun
metadata: {name: it}
spec:
  timeout: soon
  pipelinespec:
    tasks:
      - name: a
        taskspec:
          steps: [{image: x, resources: {limits: {cpu: lots}}}]
`
    const places = judge(text).diagnostics.map(({ code, line, column }) => [code, line, column])
    expect(places).toEqual([
      ['InvalidDuration', 5, 12],
      ['InvalidQuantity', 10, 56],
    ])
  })
})
