import { describe, expect, it } from 'vitest'
import { createMemoryDefinitions } from '../../../lib/adapters/memory/memory-definitions.ts'
import { createMemoryObjects } from '../../../lib/adapters/memory/memory-objects.ts'
import { createReadSubmission } from '../../../lib/app/requested-run.ts'
import { sha256 } from '../../../lib/app/run-id.ts'
import { createSubmit } from '../../../lib/app/submit.ts'
import { queueMessages } from '../../../lib/core/message.ts'
import { maxInlineSubmission, maxSubmission, RunSubmit } from '../../../lib/core/submission.ts'

const dag = (name: string) => `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata: {name: ${name}}
spec:
  parameters: [{name: who, defaultValue: world}]
  task: [{name: a, image: busybox, command: [echo], parameters: [who]}]
`
const dagRun = (name: string, of = 'greet') => `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagRun
metadata: {name: ${name}}
spec: {dagName: ${of}}
`
const pipeline = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: build}
spec:
  params: [{name: list, type: array}]
  workspaces: [{name: src}]
  tasks: [{name: a, taskRef: {name: t}}]
`
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n'

const reading = () => {
  const objects = createMemoryObjects()
  const definitions = createMemoryDefinitions()
  const read = createReadSubmission({ definitions, objects })
  return { objects, definitions, read: (fields: object) => read(RunSubmit.parse({ type: 'run.submit', ...fields })) }
}
const valueOf = ({ document }: { document: { value: unknown } }) => document.value

describe('a submission', () => {
  it('is a run document, with the definitions that it brings along', async () => {
    const { read } = reading()
    const requested = await read({ text: `${dag('greet')}---\n${dagRun('r')}`, file: 'x.yaml' })
    expect(valueOf(requested)).toMatchObject({ kind: 'DagRun', metadata: { name: 'r' } })
    expect(requested.own.map(({ kind, name }) => `${kind}/${name}`)).toEqual(['DAG/greet'])
    expect(requested.document.file).toBe('x.yaml')
  })

  it('is a definition alone, whose run is made with what is given', async () => {
    const { read } = reading()
    const given = { name: 'mine', params: { who: 'you' }, labels: { team: 'a' } }
    expect(valueOf(await read({ text: dag('greet'), ...given }))).toMatchObject({
      kind: 'DagRun',
      metadata: { name: 'mine', labels: { team: 'a' } },
      spec: { dagName: 'greet', parameters: [{ name: 'who', value: 'you' }] },
    })
  })

  it('is a stored definition, the latest version or one that is named', async () => {
    const { read, definitions } = reading()
    const ref = { namespace: 'team', kind: 'Pipeline', name: 'build' }
    await definitions.put({ ...ref, hash: '1', text: pipeline, createdAt: 0 })
    const definition = { kind: 'Pipeline', name: 'build' }
    const given = { params: { list: ['a', 'b'] }, workspaces: [{ name: 'src', emptyDir: {} }] }
    expect(valueOf(await read({ namespace: 'team', definition, ...given }))).toMatchObject({
      kind: 'PipelineRun',
      metadata: { generateName: 'build-' },
      spec: {
        pipelineRef: { name: 'build' },
        params: [{ name: 'list', value: ['a', 'b'] }],
        workspaces: [{ name: 'src', emptyDir: {} }],
      },
    })
    await expect(read({ namespace: 'team', definition: { ...definition, version: 2 } })).rejects.toMatchObject({
      code: 'NotFound',
      message: 'there is no Pipeline build, version 2, in namespace team',
    })
  })

  it('is found in object storage when it is too large for a message, and is the same submission', async () => {
    const { read, objects } = reading()
    const text = `${dag('greet')}# ${'x'.repeat(maxInlineSubmission)}\n`
    const sent: string[] = []
    const queues = {
      send: async (_: unknown, messages: readonly { body: string }[]) => void sent.push(messages[0]!.body),
    }
    const [body] = await createSubmit({ queues, objects })([{ namespace: 'team', key: 'k', text }])
    expect(sent).toEqual([body])
    expect(body!.length).toBeLessThan(400)
    const message = JSON.parse(body!) as object
    expect(message).toMatchObject({ namespace: 'team', key: 'k' })
    const requested = await read(message)
    expect(requested.body).toBe(sha256(text))
    expect(valueOf(requested)).toMatchObject({ kind: 'DagRun' })
  })

  it('has a hash of all that it asks for, and of nothing else', async () => {
    const { read } = reading()
    const hash = async (fields: object) => (await read({ text: dag('greet'), ...fields })).body
    const base = await hash({})
    expect(await hash({ key: 'k', namespace: 'other', file: 'f' })).toBe(base)
    const others = [{ params: { who: 'a' } }, { params: { who: 'b' } }, { labels: { a: 'b' } }, { name: 'n' }]
    const hashes = await Promise.all(others.map(hash))
    expect(new Set([base, ...hashes]).size).toBe(5)
  })

  it.each<[string, object, string]>([
    ['two runs', { text: `${dagRun('a')}---\n${dagRun('b')}` }, 'expected one run document, got 2'],
    ['two definitions that can be run', { text: `${dag('a')}---\n${dag('b')}` }, 'several definitions'],
    ['nothing that can be run', { text: '# nothing\n' }, 'no run document'],
    ['an object of the cluster', { text: `${dagRun('a')}---\n${secret}` }, 'Secret s: no object of the cluster'],
    ['params beside a run document', { text: dagRun('a'), params: { a: 'b' } }, 'params goes with a definition'],
    [
      'a document of no language',
      { text: 'apiVersion: x/v1\nkind: X\n', file: 'x.yaml' },
      'x.yaml:1:13: UnknownApiVersion',
    ],
    ['YAML that is none', { text: 'a: [\n', file: 'x.yaml' }, 'x.yaml:2:1'],
  ])('is refused with %s', async (_, fields, message) => {
    const { read } = reading()
    await expect(read(fields)).rejects.toMatchObject({ code: 'InvalidDefinition', retryable: false })
    await expect(read(fields)).rejects.toThrow(message)
  })

  it('is refused when it is larger than it may be, in a message or in object storage', async () => {
    const { read, objects } = reading()
    await expect(read({ text: 'x'.repeat(maxInlineSubmission + 1) })).rejects.toMatchObject({ code: 'BadMessage' })
    await objects.put('submissions/a', Buffer.alloc(maxSubmission + 1))
    await expect(read({ object: { key: 'submissions/a', sha256: '0'.repeat(64) } })).rejects.toThrow('more than')
  })

  it('is refused when its object is missing, another one, or no submission', async () => {
    const { read, objects } = reading()
    const object = async (text: string, hash = sha256(text)) => {
      await objects.put(`submissions/${sha256(text)}`, Buffer.from(text))
      return read({ object: { key: `submissions/${sha256(text)}`, sha256: hash } })
    }
    await expect(read({ object: { key: 'submissions/b', sha256: '0'.repeat(64) } })).rejects.toMatchObject({
      code: 'NotFound',
    })
    await expect(object('{}', '1'.repeat(64))).rejects.toThrow('its SHA-256 is another')
    await expect(object('{"text":')).rejects.toThrow('is no submission')
    await expect(object('{"text":"x","extra":1}')).rejects.toThrow('is no submission')
    const nested = JSON.stringify({ object: { key: 'submissions/c', sha256: '0'.repeat(64) } })
    await expect(object(nested)).rejects.toThrow('refers to another object')
  })
})

describe('a message of the queue submit', () => {
  const parse = (body: unknown) => queueMessages.submit.safeParse(body)
  const text = dagRun('a')
  const notification = (inner: unknown) => ({ Type: 'Notification', MessageId: 'm-1', Message: JSON.stringify(inner) })
  const event = (detail: unknown) => ({ id: 'e-1', 'detail-type': 'x', source: 's', detail })

  it('is a submission as it is, with or without its type', () => {
    expect(parse({ text }).data).toEqual({ type: 'run.submit', namespace: 'default', text })
    expect(parse({ type: 'run.submit', text }).data).toEqual(parse({ text }).data)
  })

  it('is taken out of the envelopes of SNS and EventBridge, whose id is its key unless it has one', () => {
    const at = { type: 'run.submit', namespace: 'default', text }
    expect(parse(notification({ text })).data).toEqual({ ...at, key: 'sns:m-1' })
    expect(parse(event({ text })).data).toEqual({ ...at, key: 'eventbridge:e-1' })
    expect(parse(notification(event({ text }))).data).toEqual({ ...at, key: 'eventbridge:e-1' })
    expect(parse(notification({ text, key: 'own' })).data).toEqual({ ...at, key: 'own' })
  })

  it.each<[string, unknown]>([
    ['a list', []],
    ['nothing to run', {}],
    ['two things to run', { text, definition: { kind: 'DAG', name: 'x' } }],
    ['a field too many', { text, extra: 1 }],
    ['a namespace that is none', { text, namespace: 'A/b' }],
    ['an object elsewhere', { object: { key: 'logs/x', sha256: '0'.repeat(64) } }],
    ['params that are numbers', { text, params: { a: 1 } }],
    ['three envelopes', notification(notification(notification({ text })))],
  ])('is refused with %s', (_, body) => {
    expect(parse(body).success).toBe(false)
  })
})
