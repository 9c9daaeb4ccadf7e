import { describe, expect, it } from 'vitest'
import { createDispatch } from '../../../lib/app/dispatch.ts'
import { createTick } from '../../../lib/app/tick.ts'
import { watcherLease } from '../../../lib/app/watch/lease.ts'
import { createWatch, watchTimes } from '../../../lib/app/watch/watch.ts'
import { builtPod } from '../../support/built-pod.ts'
import { memoryWorld, settings } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'
import { delivery, type Options, useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const plan = planOf({ a: {}, b: {} })
const podOf = (task: number) =>
  builtPod({ plan, runId, task, attempt: 0, nonce: 'nonce', namespace: 'default', settings })
const dispatchOf = (...tasks: number[]) =>
  delivery({ type: 'attempts.dispatch' as const, runId, attempts: tasks.map((task): [number, number] => [task, 0]) })

const idle = (options: Options = {}) => {
  const world = useCasesUnderTest({ script: () => ({ runFor: 20_000 }), ...options })
  const { leases } = world.deps
  const watch = createWatch({ ...world.deps, installation: 'test', times: watchTimes })
  const hold = async (owner: string, times: { until: number; ending?: boolean }) => {
    await leases.take(watcherLease, owner, { now: world.clock.now(), until: times.until })
    await leases.update(watcherLease, owner, { until: times.until, ending: times.ending })
  }
  return {
    ...world,
    leases,
    hold,
    lease: () => leases.read(watcherLease),
    watch: () => watch([delivery({ type: 'cluster.watch' })]),
    dispatch: createDispatch(world.deps),
    asked: async () => (await world.sent('watch')).length,
  }
}

describe('no-idle-compute', () => {
  it('has a dispatch ask for a watcher when nobody watches, and not while somebody does', async () => {
    const world = idle()
    await world.start(runId, plan)
    await world.dispatch([dispatchOf(0)])
    expect(await world.asked()).toBe(1)
    await world.hold('somebody', { until: world.clock.now() + 45_000 })
    await world.dispatch([dispatchOf(1)])
    expect(await world.asked()).toBe(0)
  })

  it('has a dispatch ask when the lease has expired, and when whoever holds it is about to leave', async () => {
    const world = idle()
    await world.start(runId, plan)
    await world.hold('dead', { until: world.clock.now() - 1 })
    await world.dispatch([dispatchOf(0)])
    expect(await world.asked()).toBe(1)
    await world.hold('leaving', { until: world.clock.now() + 45_000, ending: true })
    await world.dispatch([dispatchOf(1)])
    expect(await world.asked()).toBe(1)
  })

  it('has a dispatch ask when it met its own pod, too: the one that made it may have died before it asked', async () => {
    const world = idle()
    await world.start(runId, plan)
    await world.dispatch([dispatchOf(0)])
    await world.asked()
    await world.dispatch([dispatchOf(0)])
    expect(await world.asked()).toBe(1)
  })

  it('does not ask for the sake of attempts that may not be created', async () => {
    const world = idle()
    await world.start(runId, plan)
    await world.commit(runId, [delivery({ type: 'run.cancel', runId })])
    await world.dispatch([dispatchOf(0, 1)])
    expect(await world.asked()).toBe(0)
  })

  it('ends the watch when nothing is active, and leaves neither lease nor message behind', async () => {
    const world = idle()
    await world.start(runId, plan)
    await world.dispatch([dispatchOf(0)])
    await world.asked()
    const ended = world.watch()
    await world.clock.advance(20_000)
    expect(await world.lease()).toMatchObject({ ending: false })
    await world.clock.advance(watchTimes.idle + 1_000)
    await ended
    expect(await world.lease()).toBeUndefined()
    expect(await world.asked()).toBe(0)
  })

  it('goes on when its last list shows a pod whose dispatch had seen the lease before the mark', async () => {
    let late = false
    const world = idle({
      faults: ({ cluster }) => ({
        cluster: {
          listPods: async (query) => {
            if (late) await cluster.createPod(podOf(0))
            return cluster.listPods(query)
          },
        },
      }),
    })
    const ended = world.watch()
    await world.clock.advance(5_000)
    late = true
    await world.clock.advance(10_000)
    expect(await world.lease()).toMatchObject({ ending: false })
    late = false
    await world.clock.advance(40_000)
    await ended
    expect(await world.lease()).toBeUndefined()
    expect(await world.asked()).toBe(0)
  })

  it('hands on when its time is over and pods are active: it marks, then asks, and the next one takes the lease', async () => {
    const order: string[] = []
    const world = idle({
      script: () => ({ runFor: 300_000 }),
      faults: ({ queues }) => ({
        queues: {
          send: async (queue, messages) => {
            if (queue === 'watch') order.push(`asked, ending: ${(await world.lease())?.ending}`)
            return queues.send(queue, messages)
          },
        },
      }),
    })
    await world.start(runId, plan)
    const first = world.watch()
    await world.clock.advance(1_000)
    await world.dispatch([dispatchOf(0)])
    await world.clock.advance(watchTimes.slice)
    await first
    expect(order).toEqual(['asked, ending: true'])
    const before = (await world.lease())!
    const second = world.watch()
    await world.clock.advance(1_000)
    const after = (await world.lease())!
    expect(after.ending).toBe(false)
    expect(after.owner).not.toBe(before.owner)
    await world.clock.advance(300_000)
    await second
  })

  it('lets only one of two watchers in, and does no harm when a slow one comes back to a lease that it has lost', async () => {
    const world = idle({ script: () => ({ runFor: 120_000 }) })
    await world.start(runId, plan)
    await world.dispatch([dispatchOf(0, 1)])
    const first = world.watch()
    await world.clock.advance(1_000)
    await world.watch()
    // As if the first had been asleep for longer than its lease lasts.
    const { owner } = (await world.lease())!
    await world.leases.update(watcherLease, owner, { until: world.clock.now() - 1 })
    const second = world.watch()
    await world.clock.advance(watchTimes.lease)
    await first
    expect((await world.lease())?.owner).not.toBe(owner)
    await world.clock.advance(120_000)
    await second
    for (const message of await world.sent('work')) await world.commit(runId, [delivery(message)])
    const state = await world.stateOf(runId, plan)
    expect(state.tasks.map(({ phase, attempt }) => [phase, attempt])).toEqual([
      ['Succeeded', 0],
      ['Succeeded', 0],
    ])
  })

  it('has the tick restart a watcher that died with its lease', async () => {
    const world = idle()
    const tick = createTick({ ...world.deps, period: 60_000 })
    await tick()
    expect(await world.asked()).toBe(0)
    await world.hold('dead', { until: world.clock.now() + 75_000 })
    await tick()
    await world.clock.advance(59_000)
    expect(await world.asked()).toBe(0)
    // A watcher is called for the moment at which the lease runs out, not for the next tick.
    await tick()
    await world.clock.advance(16_000)
    expect(await world.asked()).toBe(0)
    await world.clock.advance(1)
    expect(await world.asked()).toBe(1)
  })

  it('gives the lease up when a watcher fails, so that the next one need not wait', async () => {
    const world = idle({ faults: () => ({ cluster: { listPods: () => Promise.reject(new Error('no answer')) } }) })
    const { watch } = world
    const [result] = await Promise.allSettled([watch(), world.clock.advance(60_000)])
    expect(result).toMatchObject({ status: 'rejected', reason: new Error('no answer') })
    expect(await world.deps.leases.read(watcherLease)).toMatchObject({ ending: true })
  })

  it('leaves nothing that runs when the last run is closed', async () => {
    const world = memoryWorld()
    await world.start(runId, plan)
    await world.untilClosed(runId, plan)
    await world.clock.advance(60_000)
    expect(await world.leases.read(watcherLease)).toBeUndefined()
    expect(await world.headers.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
    await world.stop()
  })
})
