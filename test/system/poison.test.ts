import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueueName } from '../../lib/core/message.ts'
import { maxInlineSubmission } from '../../lib/core/submission.ts'
import { instantKubelet } from '../../lib/local/cluster/instant-kubelet.ts'
import { type Deployed, deploy } from './deployment.ts'
import { eventually } from './lambda/toy-world.ts'

const nobody = '8a1b2c3d-0000-8000-8000-000000000001'
const pipeline = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {generateName: good-}
spec:
  pipelineSpec:
    tasks:
      - {name: a, taskSpec: {steps: [{image: busybox, command: ['true']}]}}
      - {name: b, runAfter: [a], taskSpec: {steps: [{image: busybox, command: ['true']}]}}
`

/** What can never work, and the reason that its dead letter must have. */
const poison: [name: string, queue: QueueName, body: unknown, reason: RegExp][] = [
  ['no JSON', 'submit', '{', /^BadMessage: not a message of queue submit: SyntaxError/],
  ['no JSON', 'work', 'hello', /^BadMessage: not a message of queue work/],
  ['JSON of the wrong shape', 'submit', { text: pipeline, extra: 1 }, /^BadMessage: .*extra/s],
  ['JSON of the wrong shape', 'dispatch', { type: 'attempts.dispatch', runId: 'x', attempts: [] }, /^BadMessage/],
  ['a message of another queue', 'collect', { type: 'run.check', runId: nobody }, /^BadMessage/],
  [
    'more than the documented size',
    'submit',
    { text: `${pipeline}# ${'x'.repeat(maxInlineSubmission)}` },
    /200000 bytes/,
  ],
  ['a run that does not exist', 'work', { type: 'run.check', runId: nobody }, /^NotFound: there is no run/],
  [
    'a run that does not exist',
    'dispatch',
    { type: 'attempts.dispatch', runId: nobody, attempts: [[0, 0]] },
    /^NotFound/,
  ],
  ['a run that does not exist', 'notify', { type: 'event.deliver', runId: nobody, milestone: 'started' }, /^NotFound/],
  ['an object that is not there', 'submit', { object: { key: 'submissions/x', sha256: '0'.repeat(64) } }, /^NotFound/],
  ['a definition that is not there', 'submit', { definition: { kind: 'DAG', name: 'x' } }, /^NotFound/],
  ['YAML that is none', 'submit', { text: 'a: [', file: 'x.yaml' }, /^InvalidDefinition: x.yaml:1:\d+/],
]

describe('messages that can never work', () => {
  let world: Deployed
  /** Ms from the submission to the end of good runs: before there was any poison, and while there was. */
  const took = { before: [] as number[], meanwhile: [] as number[] }

  const runGood = async (key: string): Promise<number> => {
    const began = performance.now()
    await world.system.submit({ key, text: pipeline })
    await eventually(
      async () => (await world.headers.list({ limit: 500 })).find((one) => one.endedAt && seen(one.runId)),
      60_000,
    )
    return performance.now() - began
  }
  const known = new Set<string>()
  const seen = (runId: string): boolean => !known.has(runId) && Boolean(known.add(runId))

  beforeAll(async () => {
    world = await deploy({ kubelet: () => instantKubelet() })
    await runGood('warm-up')
    for (let n = 0; n < 8; n++) took.before.push(await runGood(`before-${n}`))
    const poisoning = (async () => {
      for (const [, queue, body] of [...poison, ...poison]) {
        await world.system.send(world.system.variable(`MILLRACE_QUEUE_${queue.toUpperCase()}`), body as string)
        await wait(20)
      }
    })()
    for (let n = 0; n < 8; n++) took.meanwhile.push(await runGood(`meanwhile-${n}`))
    await poisoning
  }, 120_000)
  afterAll(() => world?.stop())

  it('go to the dead-letter queue of their queue, each with its reason', async () => {
    const letters = await eventually(async () => {
      const found = await world.queues.deadLetters(100)
      return found.length >= 2 * poison.length ? found : undefined
    }, 60_000)
    expect(letters).toHaveLength(2 * poison.length)
    for (const [name, queue, , reason] of poison) {
      const matching = letters.filter((letter) => letter.queue === queue && reason.test(letter.reason))
      expect(matching.length, `${name} on ${queue}`).toBeGreaterThanOrEqual(2)
    }
  })

  it('are tried once', () => {
    const lines = Object.values(world.system.functions).flatMap(({ lines }) => lines)
    const rejected = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ message }) => message === 'message rejected')
    expect(rejected).toHaveLength(2 * poison.length)
    expect(rejected.filter(({ receives }) => receives !== 1)).toEqual([])
  })

  it('delay no other run', () => {
    const median = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!
    const [before, meanwhile] = [median(took.before), median(took.meanwhile)]
    console.log(
      `a run of two tasks: ${Math.round(before)} ms (median), with poison ${Math.round(meanwhile)} ms; all: ${took.meanwhile.map(Math.round).join(', ')}`,
    )
    // A message that is tried again waits for seconds.
    expect(meanwhile).toBeLessThan(before + 1_000)
  })
})
