import { describe, expect, it } from 'vitest'
import { runIdOf } from '../../../../lib/app/run-id.ts'
import { dlq } from '../../../../lib/cli/command/dlq.ts'
import { openSession } from '../../../../lib/cli/host/session.ts'
import type { QueueName } from '../../../../lib/core/message.ts'
import { createTestCli } from './test-cli.ts'

/** A data folder with letters, the newest last. */
const withLetters = async (...letters: { queue?: QueueName; body: string; reason: string }[]) => {
  const { cli, ...written } = createTestCli()
  const { queues } = openSession(cli.data).store
  for (const { queue = 'submit', body, reason } of letters) {
    await queues.send(queue, [{ body }])
    const [message] = await queues.receive(queue, { max: 1, visibilityMs: 10_000, waitMs: 0 })
    await queues.reject(queue, message!, reason)
  }
  const ids = (await queues.deadLetters(10)).map(({ id }) => id)
  return { cli, queues, ids, ...written }
}

const submission = JSON.stringify({ type: 'run.submit', namespace: 'ci', key: 'k', text: 'a: 1' })

describe('dlq list', () => {
  it('has a line for each message with its reason on one line', async () => {
    const { cli, ids, out } = await withLetters({ body: submission, reason: 'KeyReused: a\nb' })
    expect(await dlq(cli, { command: 'dlq', action: 'list', limit: 50, output: 'table' })).toBe(0)
    const [header, line] = out().split('\n')
    expect(header).toMatch(/^ID +GIVEN UP +QUEUE +REASON$/)
    expect(line!.split(/ {3,}/)).toEqual([ids[0], '0s ago', 'submit', 'KeyReused: a b'])
  })

  it('says as JSON which run each is about', async () => {
    const { cli, out } = await withLetters({ body: submission, reason: 'no' })
    await dlq(cli, { command: 'dlq', action: 'list', limit: 50, output: 'json' })
    expect(JSON.parse(out())).toMatchObject([
      { queue: 'submit', reason: 'no', body: submission, runId: runIdOf('ci', 'k') },
    ])
  })

  it('leaves no traces where there is no data folder', async () => {
    const { cli, out, err } = createTestCli()
    expect(await dlq(cli, { command: 'dlq', action: 'list', limit: 50, output: 'table' })).toBe(0)
    expect(out()).toBe('')
    expect(err()).toBe('No message was given up.\n')
  })
})

describe('dlq show', () => {
  it('prints the reason, the run and the body', async () => {
    const { cli, ids, out } = await withLetters({ body: submission, reason: 'KeyReused: why\nin full' })
    expect(await dlq(cli, { command: 'dlq', action: 'show', id: ids[0]! })).toBe(0)
    const text = out()
    expect(text).toMatch(/^Reason: +KeyReused: why\nin full$/m)
    expect(text).toContain(`${runIdOf('ci', 'k')}  (not there)`)
    expect(text).toContain('"text": "a: 1"')
  })

  it.each(['not JSON', '[]', '"text"', 'null', '{"type":"run.submit","namespace":7,"key":8}'])(
    'prints %s as it is when it names no run',
    async (body) => {
      const { cli, ids, out } = await withLetters({ queue: 'work', body, reason: 'BadMessage' })
      expect(await dlq(cli, { command: 'dlq', action: 'show', id: ids[0]! })).toBe(0)
      expect(out()).not.toContain('Run:')
    },
  )

  it('finds no message that is not there', async () => {
    const { cli } = await withLetters()
    await expect(dlq(cli, { command: 'dlq', action: 'show', id: 'nope' })).rejects.toThrow(
      'there is no message nope that was given up',
    )
  })
})

describe('dlq redrive', () => {
  it('puts the messages that are named back, and says how many were not found', async () => {
    const { cli, ids, queues, out, err } = await withLetters({ body: '1', reason: 'a' }, { body: '2', reason: 'b' })
    const redriven = await dlq(cli, { command: 'dlq', action: 'redrive', ids: [ids[0]!, 'x'], all: false, yes: false })
    expect(redriven).toBe(1)
    expect(out()).toBe('1 message put back\n')
    expect(err()).toBe('1 message not found\n')
    expect(await queues.deadLetters(10)).toHaveLength(1)
    expect(await queues.receive('submit', { max: 10, visibilityMs: 10_000, waitMs: 0 })).toHaveLength(1)
  })

  it('puts all of them back', async () => {
    const { cli, queues, out } = await withLetters(
      { body: '1', reason: 'a' },
      { queue: 'work', body: '2', reason: 'b' },
    )
    expect(await dlq(cli, { command: 'dlq', action: 'redrive', ids: [], all: true, yes: true })).toBe(0)
    expect(out()).toBe('2 messages put back\n')
    expect(await queues.deadLetters(10)).toEqual([])
  })

  it('wants to know which', async () => {
    const { cli } = createTestCli()
    const redrive = { command: 'dlq', action: 'redrive', yes: true } as const
    await expect(dlq(cli, { ...redrive, ids: [], all: false })).rejects.toThrow('which messages?')
    await expect(dlq(cli, { ...redrive, ids: ['a'], all: true })).rejects.toThrow('which messages?')
  })
})
