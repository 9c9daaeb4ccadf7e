import { describe, expect, it } from 'vitest'
import { createVirtualClock } from '../../../lib/adapters/memory/virtual-clock.ts'
import { createDispatch } from '../../../lib/app/dispatch.ts'
import { createCoalesce } from '../../../lib/app/watch/coalesce.ts'
import { watcherLease } from '../../../lib/app/watch/lease.ts'
import { createListWatch } from '../../../lib/app/watch/list-watch.ts'
import { createWatch, watchTimes } from '../../../lib/app/watch/watch.ts'
import { MillraceError } from '../../../lib/core/error.ts'
import type { Observation } from '../../../lib/core/observation.ts'
import { builtPod } from '../../support/built-pod.ts'
import { settings } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'
import { delivery, type Options, useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const plan = planOf({ a: {}, b: {}, c: {} })
const podOf = (task: number, installation = 'test') =>
  builtPod({
    plan,
    runId,
    task,
    attempt: 0,
    nonce: 'nonce',
    namespace: 'default',
    settings: { ...settings, installation },
  })

/** A watcher at work. Its observations are what it has put on the queue, as `task phase`. */
const watching = (options: Options = {}) => {
  const world = useCasesUnderTest({ script: () => ({ runFor: 30_000 }), ...options })
  const watch = createWatch({ ...world.deps, installation: 'test', times: watchTimes })
  return {
    ...world,
    start: () => watch([delivery({ type: 'cluster.watch' })]),
    observed: async (): Promise<string[]> =>
      (await world.sent('work')).flatMap((message) =>
        message.type === 'pods.observed' ? message.observations.map(({ task, phase }) => `${task} ${phase}`) : [],
      ),
    lease: () => world.deps.leases.read(watcherLease),
  }
}

describe('watch', () => {
  it('tells of pods that were there before, then of every change, and ends when all have ended', async () => {
    const world = watching()
    await world.kube.cluster.createPod(podOf(0))
    const ended = world.start()
    await world.clock.advance(2_500)
    expect(await world.observed()).toEqual(['0 running'])
    await world.kube.cluster.createPod(podOf(1))
    await world.clock.advance(60_000)
    expect(await world.observed()).toEqual(['1 running', '0 succeeded', '1 succeeded'])
    await ended
    expect(await world.lease()).toBeUndefined()
  })

  it('lists again when the server has forgotten where it was, and misses nothing of the gap', async () => {
    let listed = 0
    const world = watching({
      faults: ({ cluster }) => ({
        cluster: {
          listPods: (query) => {
            listed += 1
            return cluster.listPods(query)
          },
        },
      }),
    })
    await world.kube.cluster.createPod(podOf(0))
    const ended = world.start()
    await world.clock.advance(5_000)
    expect(listed).toBe(1)
    await world.kube.cluster.createPod(podOf(1))
    world.kube.forgetHistory()
    await world.clock.advance(5_000)
    expect(listed).toBe(2)
    expect(await world.observed()).toEqual(['0 running', '1 running'])
    await world.clock.advance(60_000)
    await ended
  })

  it('takes a pod for gone when another one has its name, and tells of both', async () => {
    const world = useCasesUnderTest({ script: () => ({ runFor: 60_000 }) })
    const plan = planOf({ a: {} })
    await world.start(runId, plan)
    const pod = builtPod({ plan, runId, task: 0, attempt: 0, nonce: 'nonce', namespace: 'default', settings })
    const { uid } = (await world.kube.cluster.createPod(pod)).pod.metadata
    const known = { task: 0, attempt: 0, uid: 'another', nonce: 'nonce', phase: 'running' } as const
    await world.commit(runId, [delivery({ type: 'pods.observed', runId, observations: [known] })])
    await world.sent('work')
    await createDispatch(world.deps)([delivery({ type: 'attempts.probe', runId, attempts: [[0, 0]] })])
    expect(await world.sent('work')).toMatchObject([
      {
        observations: [
          { uid, phase: 'running' },
          { uid: 'another', phase: 'gone' },
        ],
      },
    ])
  })

  it('takes a pod that a list no longer shows for nothing: a probe finds out', async () => {
    const world = watching()
    await world.kube.cluster.createPod(podOf(0))
    const ended = world.start()
    await world.clock.advance(5_000)
    world.kube.vanish({ namespace: 'default', name: podOf(0).metadata.name })
    world.kube.forgetHistory()
    await world.clock.advance(30_000)
    expect(await world.observed()).toEqual(['0 running'])
    await ended
  })

  it('looks at pods of its installation only, and at those only that carry a run’s name and nonce', async () => {
    const world = watching()
    const nameless = podOf(1)
    const { cluster } = world.kube
    await cluster.createPod(podOf(0, 'other'))
    await cluster.createPod({ ...nameless, metadata: { ...nameless.metadata, name: 'somebody-elses' } })
    const bare = podOf(2)
    await cluster.createPod({ ...bare, metadata: { ...bare.metadata, annotations: {} } })
    const ended = world.start()
    await world.clock.advance(60_000)
    await ended
    expect(await world.observed()).toEqual([])
  })

  it('saves where it has got to only after everything up to there is on the queue', async () => {
    let isDown = true
    const world = watching({
      faults: ({ queues }) => ({
        queues: {
          send: async (queue, messages) => {
            if (isDown && queue === 'work') throw new MillraceError('Unavailable', 'the queue is down')
            return queues.send(queue, messages)
          },
        },
      }),
    })
    await world.kube.cluster.createPod(podOf(0))
    const failed = world.start().catch((error: unknown) => error)
    await world.clock.advance(watchTimes.lease)
    expect(await failed).toMatchObject({ code: 'Unavailable' })
    expect((await world.lease())?.resourceVersion).toBeUndefined()
    isDown = false
    await world.clock.advance(watchTimes.lease)
    const ended = world.start()
    await world.clock.advance(watchTimes.lease)
    expect(await world.observed()).toEqual(['0 succeeded'])
    await ended
  })

  it('goes on from where the one before it had got to: what happened in between is news, what was told is not', async () => {
    const world = watching({ script: () => ({ runFor: 200_000 }) })
    await world.kube.cluster.createPod(podOf(0))
    const first = world.start()
    await world.clock.advance(5_000)
    await world.kube.cluster.createPod(podOf(1))
    await world.clock.advance(watchTimes.slice)
    await first
    expect(await world.observed()).toEqual(['0 running', '1 running'])
    await world.kube.cluster.createPod(podOf(2))
    const second = world.start()
    await world.clock.advance(5_000)
    expect(await world.observed()).toEqual(['2 running'])
    await world.clock.advance(watchTimes.slice)
    await second
    expect(await world.observed()).toContain('0 succeeded')
  })

  it('lists in full at least every ten minutes, however long it goes on', async () => {
    const { deps, clock } = useCasesUnderTest()
    const ending = new AbortController()
    const lists: number[] = []
    const done = createListWatch(deps)({
      query: { labels: {} },
      signal: ending.signal,
      onList: () => void lists.push(clock.now()),
      onChange: () => undefined,
      onProgress: () => undefined,
    })
    await clock.advance(30 * 60_000)
    ending.abort()
    await done
    expect(lists.length).toBeGreaterThanOrEqual(3)
    const gaps = lists.slice(1).map((at, n) => at - lists[n]!)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(11 * 60_000)
  })

  it('tries again after an interruption', async () => {
    let interruptions = 3
    const world = watching({
      faults: ({ cluster }) => ({
        cluster: {
          watchPods: (query, from, signal) => {
            if (interruptions-- > 0) throw new MillraceError('Unavailable', 'connection reset')
            return cluster.watchPods(query, from, signal)
          },
        },
      }),
    })
    await world.kube.cluster.createPod(podOf(0))
    const ended = world.start()
    await world.clock.advance(60_000)
    await ended
    expect(await world.observed()).toEqual(['0 running', '0 succeeded'])
    expect(world.log.lines.filter((line) => line.startsWith('warn watch interrupted'))).toHaveLength(3)
  })
})

describe('watch: news of one run', () => {
  const coalescing = () => {
    const clock = createVirtualClock(1_000)
    const sends: string[] = []
    const coalesce = createCoalesce({
      clock,
      interval: 100,
      patience: 2_000,
      send: async (_, seen) => {
        sends.push(`${clock.now()}: ${seen.map(({ task, phase }) => `${task} ${phase}`).join(', ')}`)
      },
    })
    const add = (task: number, phase: Observation['phase']) =>
      coalesce.add(runId, { task, attempt: 0, uid: `uid-${task}`, nonce: 'nonce', phase })
    return { clock, sends, coalesce, add }
  }

  it('goes at once when it is the first, and at most every interval after that, however busy', async () => {
    const { clock, sends, add } = coalescing()
    for (let task = 0; task < 25; task += 1) {
      add(task, 'succeeded')
      await clock.advance(10)
    }
    await clock.advance(1_000)
    expect(sends.map((line) => Number.parseInt(line, 10))).toEqual([1_000, 1_100, 1_200, 1_300])
    expect(sends[0]).toBe('1000: 0 succeeded')
    expect(sends.join().match(/succeeded/g)).toHaveLength(25)
  })

  it('waits when it is only that a pod runs, and goes with what cannot wait', async () => {
    const { clock, sends, add } = coalescing()
    add(0, 'running')
    await clock.advance(500)
    expect(sends).toEqual([])
    add(1, 'failed')
    await clock.advance(0)
    expect(sends).toEqual(['1500: 0 running, 1 failed'])
    add(2, 'running')
    await clock.advance(1_999)
    expect(sends).toHaveLength(1)
    await clock.advance(1)
    expect(sends[1]).toBe('3500: 2 running')
  })

  it('is the newest of each pod: a short task costs one message', async () => {
    const { clock, sends, add } = coalescing()
    add(0, 'pending')
    add(0, 'running')
    await clock.advance(50)
    add(0, 'succeeded')
    await clock.advance(5_000)
    expect(sends).toEqual(['1050: 0 succeeded'])
  })

  it('is all sent by a flush, which fails if any of it could not be sent', async () => {
    const { sends, coalesce, add } = coalescing()
    add(0, 'running')
    await coalesce.flush()
    expect(sends).toEqual(['1000: 0 running'])
    const failing = createCoalesce({
      clock: createVirtualClock(),
      interval: 100,
      patience: 2_000,
      send: async () => {
        throw new MillraceError('Unavailable', 'the queue is down')
      },
    })
    failing.add(runId, { task: 0, attempt: 0, nonce: 'nonce', phase: 'succeeded' })
    await expect(failing.flush()).rejects.toThrow('the queue is down')
  })
})
