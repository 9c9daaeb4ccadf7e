import { describe, expect, it } from 'vitest'
import { createCollect } from '../../../lib/app/collect/collect.ts'
import type { QueueMessage, WorkMessage } from '../../../lib/core/message.ts'
import { isSettled, partition } from '../../../lib/core/rule/release.ts'
import { podQueryLabels } from '../../../lib/pods/labels.ts'
import { archivedText } from '../../support/archived-text.ts'
import { builtPod } from '../../support/built-pod.ts'
import { settings } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId, startedRun } from '../../support/run-under-test.ts'
import { delivery, type Options, useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const claim = (name: string, keep: 'run' | 'forever') => ({ name, spec: { accessModes: ['ReadWriteOnce'] }, keep })
const plan = planOf({ a: {}, b: {} }, { claims: [claim('mine', 'run'), claim('kept', 'forever')] })
const podOf = (task: number, nonce = 'nonce') =>
  builtPod({ plan, runId, task, attempt: 0, nonce, namespace: 'default', settings })
const seen = (task: number, uid: string | undefined): WorkMessage => ({
  type: 'pods.observed',
  runId,
  observations: [{ task, attempt: 0, uid, nonce: 'nonce', phase: 'succeeded' }],
})

/** A run whose two pods were made and, unless said otherwise, have ended and been seen to. */
const collecting = async (options: Options & { unseen?: boolean } = {}) => {
  const world = useCasesUnderTest({ script: () => ({ log: 'hello\n' }), ...options })
  const { cluster } = world.kube
  await world.start(runId, plan)
  const pods = [await cluster.createPod(podOf(0)), await cluster.createPod(podOf(1))].map(({ pod }) => pod)
  await world.clock.advance(1_000)
  if (options.unseen) await world.commit(runId, [delivery({ type: 'run.cancel', runId })])
  else for (const [task, pod] of pods.entries()) await world.commit(runId, [delivery(seen(task, pod.metadata.uid))])
  await world.sent('work')
  const collect = createCollect(world.deps)
  const release = async (message: Partial<QueueMessage<'collect'> & { type: 'pods.release' }>) => {
    const done = collect([delivery({ type: 'pods.release', runId, attempts: [], ...message })])
    await Promise.all([done, world.clock.advance(10_000)])
    return (await world.sent('work')).filter(({ type }) => type === 'pods.released')
  }
  const left = async () =>
    (await cluster.listPods({ labels: podQueryLabels('test') })).pods.map(
      ({ metadata }) => metadata.labels?.['millrace.dev/task'],
    )
  return { ...world, release, left, pods }
}

describe('release', () => {
  it('archives the log, drops the finalizer, deletes the pod, and answers which', async () => {
    const world = await collecting()
    expect(await world.release({ attempts: [[0, 0]] })).toEqual([
      { type: 'pods.released', runId, attempts: [[0, 0]], empty: false },
    ])
    expect(await world.left()).toEqual(['b'])
    expect(await archivedText(world.deps.objects, { runId, task: 0 })).toBe('hello\n')
  })

  it('keeps the pod whose log cannot be archived, so that the next try has it', async () => {
    let isDown = true
    const world = await collecting({
      faults: ({ cluster }) => ({
        cluster: {
          podLog: (ref, container, options) => {
            if (isDown) throw new Error('no answer')
            return cluster.podLog(ref, container, options)
          },
        },
      }),
    })
    await expect(world.release({ attempts: [[0, 0]] })).rejects.toThrow('no answer')
    expect(await world.left()).toEqual(['a', 'b'])
    isDown = false
    await world.release({ attempts: [[0, 0]] })
    expect(await world.left()).toEqual(['b'])
  })

  it('lets go of the others when the log of one cannot be read', async () => {
    const world = await collecting({
      faults: ({ cluster }) => ({
        cluster: {
          podLog: (ref, container, options) => {
            if (ref.name.startsWith('a-')) throw new Error('no answer')
            return cluster.podLog(ref, container, options)
          },
        },
      }),
    })
    const attempts: [number, number][] = [
      [0, 0],
      [1, 0],
    ]
    await expect(world.release({ attempts, last: true })).rejects.toThrow('no answer')
    expect(await world.sent('work')).toEqual([{ type: 'pods.released', runId, attempts: [[1, 0]], empty: false }])
    expect(await world.left()).toEqual(['a'])
  })

  it('lets go of a pod whose log nobody can read any more, and says so', async () => {
    const world = await collecting({
      faults: () => ({
        cluster: {
          podLog: () => {
            throw new Error('no answer')
          },
        },
      }),
    })
    await world.clock.advance(settings.nodeLostTimeout)
    expect(await world.release({ attempts: [[0, 0]] })).toHaveLength(1)
    expect(await world.left()).toEqual(['b'])
    expect(world.log.lines).toContainEqual(expect.stringContaining('warn log lost'))
  })

  it('deletes a lost pod without grace, and asks nobody for its log', async () => {
    const world = useCasesUnderTest({ script: () => ({ runFor: 1_000_000 }) })
    const { cluster, loseNode, giveNodeUp } = world.kube
    await world.start(runId, plan, { nodeLostTimeout: 60_000 })
    const { pod } = await cluster.createPod(podOf(0))
    const ref = { namespace: 'default', name: pod.metadata.name }
    const { uid } = pod.metadata
    await world.clock.advance(1_000)
    loseNode(ref)
    giveNodeUp(ref)
    const leaving = { task: 0, attempt: 0, uid, nonce: 'nonce', phase: 'running', deleting: true } as const
    await world.commit(runId, [delivery({ type: 'pods.observed', runId, observations: [leaving] })])
    await world.clock.advance(100_000)
    await world.commit(runId, [delivery({ type: 'run.check', runId })])
    await createCollect(world.deps)([delivery({ type: 'pods.release', runId, attempts: [[0, 0]] })])
    expect(await cluster.pod(ref)).toBeUndefined()
    expect(await world.deps.objects.list('')).toEqual([])
  })

  it('reads each log once, whoever archives it first', async () => {
    let reads = 0
    const world = await collecting({
      faults: ({ cluster }) => ({
        cluster: {
          podLog: (ref, container, options) => {
            reads += 1
            return cluster.podLog(ref, container, options)
          },
        },
      }),
    })
    await createCollect(world.deps)([delivery({ type: 'attempts.archive', runId, attempts: [[0, 0]] })])
    await world.release({ attempts: [[0, 0]] })
    expect(reads).toBe(1)
  })

  it('leaves alone what has the labels of the run but not its nonce', async () => {
    const world = await collecting()
    const { metadata, ...rest } = podOf(0, 'other')
    await world.kube.cluster.createPod({ ...rest, metadata: { ...metadata, name: 'somebody-elses' } })
    expect(await world.release({ last: true })).toMatchObject([{ empty: true }])
    expect(await world.kube.cluster.pod({ namespace: 'default', name: 'somebody-elses' })).toBeDefined()
  })

  it('lets a pod go that was never seen, made late by a dispatch that stalled, but not one of another run', async () => {
    const world = await collecting({ unseen: true })
    await world.release({ attempts: [[0, 0]] })
    expect(await world.left()).toEqual(['b'])
    const foreign = useCasesUnderTest()
    await foreign.start(runId, plan)
    await foreign.kube.cluster.createPod(podOf(0, 'other'))
    await foreign.commit(runId, [delivery({ type: 'run.cancel', runId })])
    await createCollect(foreign.deps)([delivery({ type: 'pods.release', runId, attempts: [[0, 0]] })])
    expect(await foreign.kube.cluster.pod({ namespace: 'default', name: podOf(0).metadata.name })).toBeDefined()
  })

  it('looks at the list of the run’s pods the last time, and lets the claims go that end with the run', async () => {
    const world = await collecting()
    const { cluster } = world.kube
    for (const name of ['mine', 'kept']) {
      await cluster.createClaim({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: 'default' },
        spec: {},
      })
    }
    expect(await world.release({ attempts: [[0, 0]], last: true })).toEqual([
      { type: 'pods.released', runId, attempts: [[0, 0]], empty: true },
    ])
    expect(await world.left()).toEqual([])
    expect(await cluster.claim('default', 'mine')).toBeUndefined()
    expect(await cluster.claim('default', 'kept')).toBeDefined()
  })

  it('hurries a pod that takes its time to go, and does not say that the list is empty while one is there', async () => {
    const world = await collecting({ script: () => ({ runFor: 600_000, stopAfter: 25_000 }), unseen: true })
    expect(await world.release({ last: true })).toMatchObject([{ attempts: [], empty: true }])
    const slow = await collecting({
      unseen: true,
      faults: () => ({ cluster: { deletePod: async () => undefined } }),
    })
    expect(await slow.release({ last: true })).toMatchObject([{ attempts: [], empty: false }])
    expect(await slow.left()).toEqual(['a', 'b'])
  })

  it('finds each attempt once, wherever it stands, and keeps the order of the rest', () => {
    const unreleased = [0, 1, 2, 3].map((task) => ({ ordinal: task, task, attempt: 0, endedAt: task }))
    const { found, rest } = partition(unreleased, [
      [2, 0],
      [0, 0],
      [2, 0],
      [7, 0],
      [3, 1],
    ])
    expect(found.map(({ task }) => task)).toEqual([0, 2])
    expect(rest.map(({ task }) => task)).toEqual([1, 3])
  })

  it('is settled one horizon after the end, and never before there is one', () => {
    const run = startedRun(planOf({ a: {} }), { horizon: 5_000 })
    expect(isSettled(run.state, run.now + 1_000_000)).toBe(false)
    run.sees('a', 'succeeded')
    expect(isSettled(run.state, run.now + 4_999)).toBe(false)
    expect(isSettled(run.state, run.now + 5_000)).toBe(true)
  })
})
