import { describe, expect, it } from 'vitest'
import { createApplyDefinition } from '../../../lib/app/apply-definition.ts'
import { runIdOf } from '../../../lib/app/run-id.ts'
import { kontroler } from '../../../lib/dialects/kontroler/kontroler.ts'
import { readDocuments } from '../../../lib/dialects/yaml/read.ts'
import { memoryWorld } from '../../support/memory-world.ts'

const dag = `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata: { name: hello }
spec:
  parameters: [{ name: greeting, defaultValue: hello }]
  task: [{ name: greet, image: busybox, command: [echo], parameters: [greeting] }]
`
const dagRun = (metadata: string, greeting = 'hello') => `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagRun
metadata: { ${metadata} }
spec: { dagName: hello, parameters: [{ name: greeting, value: ${greeting} }] }
`

/** A world that knows the DAG, with ways to submit runs of it. */
const world = async () => {
  const made = memoryWorld()
  const document = readDocuments(dag, 'dag.yaml').documents[0]!
  for (const namespace of ['default', 'other']) {
    await createApplyDefinition(made)(kontroler, document, { namespace, kind: 'DAG', name: 'hello' })
  }
  const submit = async (text: string, { key = 'key', namespace = 'default' } = {}): Promise<void> => {
    await made.queues.send('submit', [{ body: JSON.stringify({ type: 'run.submit', namespace, key, text }) }])
    await made.clock.advance(1_000)
  }
  const runs = async () =>
    (await made.headers.list({ limit: 100 })).map(({ namespace, name }) => `${namespace}/${name}`)
  const reasons = async () => (await made.queues.deadLetters(10)).map(({ reason }) => reason)
  return { ...made, submit, runs, reasons }
}

describe('one-run-per-key', () => {
  it('makes the run’s id of its namespace and key alone: a UUID of version 8', () => {
    const id = runIdOf('default', 'key')
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(runIdOf('default', 'key')).toBe(id)
    const ids = [id, runIdOf('default', 'key2'), runIdOf('default2', 'key'), runIdOf('defaultk', 'ey')]
    expect(new Set(ids).size).toBe(4)
  })

  it('takes the name of a run document for its key: the same document again is the same run', async () => {
    const { submit, runs, reasons, runLog, headers, stop } = await world()
    await submit(dagRun('name: one'), { key: 'first' })
    const [header] = await headers.list({ limit: 1 })
    const before = await runLog.read(header!.runId, 0)
    await submit(dagRun('name: one'), { key: 'second' })
    expect(await runs()).toEqual(['default/one'])
    expect((await runLog.read(header!.runId, 0)).slice(0, before.length)).toEqual(before)
    expect(await reasons()).toEqual([])
    await stop()
  })

  it('puts another document of the same name into the dead-letter queue with its reason, and leaves the run alone', async () => {
    const { submit, runs, reasons, queues, stop } = await world()
    await submit(dagRun('name: one'))
    await submit(dagRun('name: one', 'good evening'))
    expect(await runs()).toEqual(['default/one'])
    expect(await reasons()).toEqual(['KeyReused: run one in default was started from another document'])
    expect((await queues.deadLetters(1))[0]?.queue).toBe('submit')
    await stop()
  })

  it('takes the submitter’s key where the document has no name: one run per key', async () => {
    const { submit, runs, reasons, stop } = await world()
    const text = dagRun('generateName: hello-')
    await submit(text, { key: 'a' })
    await submit(text, { key: 'a' })
    await submit(text, { key: 'b' })
    const names = await runs()
    expect(names).toHaveLength(2)
    for (const name of names) expect(name).toMatch(/^default\/hello-[0-9a-f]{5}$/)
    await submit(dagRun('generateName: hello-', 'good evening'), { key: 'a' })
    expect(await runs()).toHaveLength(2)
    expect(await reasons()).toHaveLength(1)
    await stop()
  })

  it('tells the same name in two namespaces apart; the document says which before the message does', async () => {
    const { submit, runs, reasons, stop } = await world()
    await submit(dagRun('name: one'))
    await submit(dagRun('name: one'), { namespace: 'other' })
    await submit(dagRun('name: two, namespace: other'))
    expect((await runs()).toSorted()).toEqual(['default/one', 'other/one', 'other/two'])
    expect(await reasons()).toEqual([])
    await stop()
  })

  it('refuses one of two different documents of a name that come at once', async () => {
    const { queues, clock, runs, reasons, stop } = await world()
    const body = (greeting: string) =>
      JSON.stringify({ type: 'run.submit', namespace: 'default', key: 'k', text: dagRun('name: one', greeting) })
    await queues.send('submit', [{ body: body('hello') }, { body: body('good evening') }])
    await clock.advance(1_000)
    expect(await runs()).toEqual(['default/one'])
    expect(await reasons()).toEqual(['KeyReused: run one in default was started from another document'])
    await stop()
  })

  it('opens one run when the same document comes twice at once', async () => {
    const { queues, clock, runs, reasons, headers, runLog, stop } = await world()
    const body = JSON.stringify({ type: 'run.submit', namespace: 'default', key: 'k', text: dagRun('name: one') })
    await queues.send(
      'submit',
      Array.from({ length: 8 }, () => ({ body })),
    )
    await clock.advance(1_000)
    expect(await runs()).toEqual(['default/one'])
    const [header] = await headers.list({ limit: 1 })
    const opened = (await runLog.read(header!.runId, 0)).flatMap(({ events }) =>
      events.filter(({ type }) => type === 'run.opened' || type === 'claims.made'),
    )
    expect(opened.map(({ type }) => type)).toEqual(['run.opened', 'claims.made'])
    expect(await reasons()).toEqual([])
    await stop()
  })
})
