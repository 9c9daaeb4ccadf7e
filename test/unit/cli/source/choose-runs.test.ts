import { describe, expect, it } from 'vitest'
import { chooseRuns } from '../../../../lib/cli/source/choose-runs.ts'
import { readParams } from '../../../../lib/cli/source/params.ts'
import { sortDocuments } from '../../../../lib/dialects/sort-documents.ts'

const dag = (name: string): string =>
  `apiVersion: kontroler.greedykomodo/v1alpha1\nkind: DAG\nmetadata: {name: ${name}}\nspec: {}\n`
const dagRun = (name: string): string =>
  `apiVersion: kontroler.greedykomodo/v1alpha1\nkind: DagRun\nmetadata: {name: ${name}}\nspec: {dagName: build}\n`
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: token}\n'
const sorted = (...texts: string[]) => sortDocuments([{ file: 'a.yaml', text: texts.join('---\n'), found: false }])
const choose = (texts: string[], choice: { target?: string; params?: Record<string, string>; name?: string } = {}) =>
  chooseRuns(sorted(...texts), { params: {}, ...choice })

describe('chooseRuns', () => {
  it('runs the only DAG of a file without a run', () => {
    expect(choose([dag('build'), secret])).toMatchObject({ from: 'definition', definition: { name: 'build' } })
  })

  it('asks which of several DAGs is meant, and names them', () => {
    expect(() => choose([dag('build'), dag('test')])).toThrow('which DAG is to run?')
    expect(choose([dag('build'), dag('test')], { target: 'test' })).toMatchObject({ definition: { name: 'test' } })
    expect(() => choose([dag('build')], { target: 'none' })).toThrow('no DAG "none"')
  })

  it('starts every run document that a file has', () => {
    const chosen = choose([dag('build'), dagRun('one'), dagRun('two')])
    expect(chosen).toMatchObject({ from: 'documents', runs: [{ name: 'one' }, { name: 'two' }] })
  })

  it('refuses parameters for run documents, and one name for several', () => {
    expect(() => choose([dagRun('one')], { params: { a: '1' } })).toThrow('-p does not go together')
    expect(() => choose([dagRun('one'), dagRun('two')], { name: 'x' })).toThrow('--name names one run')
    expect(choose([dagRun('one')], { name: 'x' })).toMatchObject({ from: 'documents' })
  })

  it('looks into the store where there is no file', () => {
    expect(chooseRuns(undefined, { target: 'build', params: {} })).toEqual({ from: 'store', target: 'build' })
    expect(() => chooseRuns(undefined, { params: {} })).toThrow('nothing to run')
  })

  it('has nothing to run in a file without a DAG', () => {
    expect(() => choose([secret])).toThrow('nothing that can be run')
  })
})

describe('sortDocuments', () => {
  it('tells definitions, runs and objects of the cluster apart', () => {
    const { definitions, runs, objects, diagnostics } = sorted(dag('a'), dagRun('b'), secret)
    expect([definitions.length, runs.length, objects.length, diagnostics]).toEqual([1, 1, 1, []])
  })

  it('says what nothing here knows, and what cannot be an object', () => {
    const { diagnostics } = sorted(
      'apiVersion: kontroller.greedykomodo/v1alpha1\nkind: DAG\n',
      'kind: x\n',
      'apiVersion: v1\nkind: Secret\n',
    )
    expect(diagnostics.map(({ code }) => code)).toEqual(['UnknownApiVersion', 'MissingField', 'MissingField'])
    expect(diagnostics[0]!.hint).toContain('kontroler.greedykomodo/v1alpha1')
  })

  it('passes over what merely stands in a folder and is no object', () => {
    const { diagnostics } = sortDocuments([{ file: 'compose.yaml', text: 'services: {}\n', found: true }])
    expect(diagnostics).toEqual([])
  })
})

describe('readParams', () => {
  it('splits at the first equals sign, and the last of a name counts', async () => {
    expect(await readParams(['a=1', 'b=x=y', 'a=2', 'c='])).toEqual({ a: '2', b: 'x=y', c: '' })
    await expect(readParams(['a'])).rejects.toThrow('a parameter is name=value')
  })
})
