import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from './execution-environment.ts'
import { eventually, startToys } from './toy-world.ts'

const say = 'const say = (what) => console.log(JSON.stringify({ at: Date.now(), ...what }))'
const sleep = 'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))'

const toys = {
  /** Does what the event says; a queue's first message is such an event. */
  worker: {
    code: `${say}\n${sleep}
      let inside = 0
      export const handler = async (event, context) => {
        const { name, ms = 0, fail } = event.Records ? JSON.parse(event.Records[0].body) : event
        inside++
        say({ did: 'start', name, inside, left: context.getRemainingTimeInMillis(), pid: process.pid })
        await sleep(ms)
        if (fail === 'exit') process.exit(3)
        say({ did: 'end', name })
        inside--
        if (fail === 'throw') throw new TypeError('as told')
        return { pid: process.pid }
      }`,
    properties: { ReservedConcurrentExecutions: 3 },
    mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
  },
  timer: {
    code: `${say}
      export const handler = async ({ set }) => {
        if (set) setTimeout(() => say({ did: 'fired' }), 50)
        else await new Promise((resolve) => setTimeout(resolve, 20))
        say({ did: set ? 'set' : 'came back' })
      }`,
  },
  variables: {
    code: `export const handler = async (event, context) => ({
      variables: process.env,
      heapMb: (await import('node:v8')).getHeapStatistics().heap_size_limit / 2 ** 20,
      context: { ...context },
    })`,
    properties: { MemorySize: 256, Environment: { Variables: { STAGE: { 'Fn::Sub': 'on-${AWS::Region}' } } } },
  },
  broken: { code: `throw new RangeError('cannot be loaded')\nexport const handler = () => {}` },
  nameless: { code: `export const other = () => {}` },
}

interface Said {
  at: number
  did: string
  name?: string
  left: number
}

let world: Awaited<ReturnType<typeof startToys>>
beforeAll(async () => {
  world = await startToys(toys)
})
afterAll(() => world.stop())

const invoke = (name: keyof typeof toys, event: unknown) => world.functions[name]!.invoke(event)
const payloadOf = (outcome: Outcome): unknown => {
  if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome))
  return JSON.parse(outcome.payload) as unknown
}
const started = (name: string) => world.said<Said>('worker').filter((one) => one.did === 'start' && one.name === name)

describe('an execution environment', () => {
  it('is used again when it is idle, and is another one after recycling', async () => {
    const pids = [await invoke('worker', {}), await invoke('worker', {})].map(payloadOf)
    expect(pids[0]).toEqual(pids[1])
    await world.functions['worker']!.recycle()
    expect(payloadOf(await invoke('worker', {}))).not.toEqual(pids[0])
  })

  it('is frozen between invocations: a timer fires only while the next one runs', async () => {
    await invoke('timer', { set: true })
    await wait(300)
    expect(world.said<Said>('timer').map(({ did }) => did)).toEqual(['set'])
    await invoke('timer', {})
    expect(world.said<Said>('timer').map(({ did }) => did)).toEqual(['set', 'fired', 'came back'])
  })

  it('is killed at the time limit, which the handler is told', async () => {
    const before = { ...world.functions['worker']!.counters }
    const outcome = await invoke('worker', { name: 'late', ms: 5_000 })
    expect(outcome.kind).toBe('timed out')
    expect(outcome.billedMs).toBeGreaterThanOrEqual(1_000)
    expect(outcome.billedMs).toBeLessThan(1_300)
    expect(started('late')[0]!.left).toBeGreaterThan(900)
    expect(started('late')[0]!.left).toBeLessThanOrEqual(1_000)
    const { counters, lines } = world.functions['worker']!
    expect(counters.timeouts - before.timeouts).toBe(1)
    expect(lines.at(-1)).toBe('Task timed out after 1.00 seconds')
    expect((await invoke('worker', {})).kind).toBe('answered')
  })

  it('survives a handler that throws, and not one that exits', async () => {
    const thrown = await invoke('worker', { fail: 'throw' })
    expect(thrown).toMatchObject({ kind: 'failed', error: { errorType: 'TypeError', errorMessage: 'as told' } })
    const cold = world.functions['worker']!.counters.coldStarts
    expect((await invoke('worker', {})).kind).toBe('answered')
    expect(world.functions['worker']!.counters.coldStarts).toBe(cold)
    const exit = await invoke('worker', { fail: 'exit' })
    expect(exit).toMatchObject({ kind: 'failed', error: { errorType: 'Runtime.ExitError' } })
    expect((await invoke('worker', {})).kind).toBe('answered')
    expect(world.functions['worker']!.counters.coldStarts).toBe(cold + 1)
  })

  it('answers each invocation with the error when its code cannot be loaded', async () => {
    for (const _ of [1, 2])
      expect(await invoke('broken', {})).toMatchObject({
        kind: 'failed',
        error: { errorType: 'RangeError', errorMessage: 'cannot be loaded' },
      })
    expect(await invoke('nameless', {})).toMatchObject({
      kind: 'failed',
      error: { errorType: 'Runtime.HandlerNotFound' },
    })
    expect(world.functions['broken']!.counters).toMatchObject({ invocations: 2, coldStarts: 2, errors: 2 })
  })

  it('has the variables of the template and of Lambda, a heap of its memory, and the context', async () => {
    const { variables, heapMb, context } = payloadOf(await invoke('variables', {})) as {
      variables: Record<string, string>
      heapMb: number
      context: Record<string, string>
    }
    expect(variables).toMatchObject({
      STAGE: 'on-us-east-1',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'millrace-test-variables',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA[0-9A-F]{16}$/),
      AWS_SECRET_ACCESS_KEY: expect.stringMatching(/^.{40}$/),
      AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
    })
    expect(variables).not.toHaveProperty('VITEST')
    expect(heapMb).toBeGreaterThan(190)
    expect(heapMb).toBeLessThan(256)
    expect(context).toMatchObject({
      functionName: 'millrace-test-variables',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:millrace-test-variables',
      awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
    })
  })
})

describe('invocations', () => {
  it('run one at a time in an environment, and no more at once than are reserved', async () => {
    await world.functions['worker']!.recycle()
    const { coldStarts } = world.functions['worker']!.counters
    const outcomes = await Promise.all(Array.from({ length: 9 }, () => invoke('worker', { name: 'many', ms: 30 })))
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 9 }, () => 'answered'))
    expect(world.functions['worker']!.counters.coldStarts - coldStarts).toBe(3)
    expect(new Set(outcomes.map((one) => JSON.stringify(payloadOf(one)))).size).toBe(3)
    expect(world.said<{ inside?: number }>('worker').some(({ inside = 0 }) => inside > 1)).toBe(false)
  })

  it('by a queue are no more at once than its mapping says', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `limited ${n}`)
    await world.sendTo('worker', ...names.map((name) => ({ name, ms: 100 })))
    const said = () => world.said<Said>('worker').filter(({ name = '' }) => name.startsWith('limited'))
    await eventually(() => said().length === 2 * names.length)
    const steps = said().map(({ did }) => (did === 'start' ? 1 : -1))
    const atOnce = steps.map((_, n) => steps.slice(0, n + 1).reduce((sum, step) => sum + step, 0))
    expect(Math.max(...atOnce)).toBe(2)
  })

  it('that are out of time have their message delivered again', async () => {
    await world.sendTo('worker', { name: 'again', ms: 5_000 })
    await eventually(() => started('again').length === 2)
    await eventually(async () => (await world.left('worker-dlq')).some((body) => body.includes('again')))
    expect(started('again')).toHaveLength(3)
  })
})
