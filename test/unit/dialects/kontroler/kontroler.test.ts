import { describe, expect, it } from 'vitest'
import { dialectOf } from '../../../../lib/dialects/dialects.ts'
import { kontroler } from '../../../../lib/dialects/kontroler/kontroler.ts'
import { readDocuments } from '../../../../lib/dialects/yaml/read.ts'
import { planOf } from '../judge.ts'

const version = 'apiVersion: kontroler.greedykomodo/v1alpha1'
const read = (text: string) => readDocuments(text, 'a.yaml').documents[0]!
const dag = (spec: string) => read(`${version}\nkind: DAG\nmetadata: {name: it}\nspec: {${spec}}\n`)

describe('the dialect of a document', () => {
  it.each([
    [version, 'kontroler'],
    ['apiVersion: kontroler.greedykomodo/v2', 'kontroler'],
    ['apiVersion: v1', undefined],
    ['apiVersion: 1', undefined],
    ['kind: DAG', undefined],
    ['[a]', undefined],
    ['text', undefined],
  ])('%s is %s', (text, name) => {
    expect(dialectOf(read(text))?.name).toBe(name)
  })
})

describe('references', () => {
  it('of a run are its DAG', () => {
    expect(kontroler.references(read(`${version}\nkind: DagRun\nmetadata: {name: r}\nspec: {dagName: it}`))).toEqual([
      { kind: 'DAG', name: 'it' },
    ])
  })

  it('of a DAG are the DagTasks, each version once', () => {
    const ref = (name: string, version: number) => `{name: a, taskRef: {name: ${name}, version: ${version}}}`
    expect(kontroler.references(dag(`task: [${ref('x', 1)}, ${ref('x', 1)}, ${ref('x', 2)}, ${ref('z', 1)}]`))).toEqual(
      [
        { kind: 'DagTask', name: 'x', version: 1 },
        { kind: 'DagTask', name: 'x', version: 2 },
        { kind: 'DagTask', name: 'z', version: 1 },
      ],
    )
  })
})

describe('the meaning of a definition', () => {
  it('does not depend on the order of keys, on comments and on being suspended', () => {
    const meaning = kontroler.meaning(dag('task: [{name: a, image: b}], suspended: true'))
    expect(kontroler.meaning(dag('suspended: false, task: [{image: b, name: a}] # same\n'))).toBe(meaning)
    expect(kontroler.meaning(dag('task: [{name: a, image: "b"}]'))).toBe(meaning)
    expect(meaning).toBe('{"suspended":false,"task":[{"image":"b","name":"a"}]}')
  })

  it('depends on everything else in the spec', () => {
    const meaning = kontroler.meaning(dag('task: [{name: a, image: b}]'))
    expect(kontroler.meaning(dag('task: [{name: a, image: c}]'))).not.toBe(meaning)
    expect(kontroler.meaning(dag('task: [{name: a, image: b}], parameters: []'))).not.toBe(meaning)
  })

  it('of a DagTask is its spec', () => {
    const task = read(`${version}\nkind: DagTask\nmetadata: {name: it}\nspec: {script: x, image: a}`)
    expect(kontroler.meaning(task)).toBe('{"image":"a","script":"x"}')
  })
})

describe('a run made for a DAG', () => {
  const spec =
    'parameters: [{name: p, defaultValue: v}, {name: s, defaultFromSecret: t}], task: [{name: a, image: b, script: c, parameters: [p, s]}]'

  it('sets secrets by fromSecret and the rest by value, whatever the values look like', () => {
    const text = kontroler.runOf(dag(spec), { name: 'mine', params: { p: '0644', s: 'other' } })
    expect(read(text).value).toEqual({
      apiVersion: 'kontroler.greedykomodo/v1alpha1',
      kind: 'DagRun',
      metadata: { name: 'mine' },
      spec: {
        dagName: 'it',
        parameters: [
          { name: 'p', value: '0644' },
          { name: 's', fromSecret: 'other' },
        ],
      },
    })
    const plan = planOf(`${dag(spec).text}---\n${text}`)
    expect(plan.pods[0]!.steps[0]!.container.env![0]).toEqual({ name: 'p', value: '0644' })
  })

  it('has its name made up when none is given', () => {
    const run = read(kontroler.runOf(dag(spec), { params: {} }))
    expect(run.value).toMatchObject({ metadata: { generateName: 'it-' }, spec: { dagName: 'it' } })
    expect(kontroler.check(run)).toEqual([])
  })
})
