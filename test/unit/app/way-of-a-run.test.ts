import { describe, expect, it } from 'vitest'
import { podQueryLabels } from '../../../lib/pods/labels.ts'
import { archivedText } from '../../support/archived-text.ts'
import { memoryWorld, openRun } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'

const diamond = planOf({ a: {}, b: { needs: ['a'] }, c: { needs: ['a'] }, d: { needs: ['b', 'c'] } })
const claim = { name: 'data', spec: { accessModes: ['ReadWriteOnce'] }, keep: 'run' as const }

describe('the way of a run', () => {
  it('leads from the open log to a closed run that leaves nothing behind but its logs', async () => {
    const world = memoryWorld({ script: () => ({ runFor: 300, log: 'hello\n' }) })
    const plan = { ...diamond, claims: [claim] }
    await world.start(runId, plan)
    const state = await world.untilClosed(runId, plan)
    expect(state.phase).toBe('Succeeded')
    const { pods } = await world.cluster.listPods({ labels: podQueryLabels('test') })
    expect(pods).toEqual([])
    expect(await world.cluster.claim('default', 'data')).toBeUndefined()
    const kept = await Promise.all([0, 1, 2, 3].map((task) => archivedText(world.objects, { runId, task })))
    expect(kept).toEqual(['hello\n', 'hello\n', 'hello\n', 'hello\n'])
    expect(await world.queues.deadLetters(10)).toEqual([])
    expect(await world.headers.get(runId)).toMatchObject({ phase: 'Succeeded', tasks: { total: 4, ended: 4 } })
    expect((await world.headers.get(runId))?.dueAt).toBeUndefined()
    await world.stop()
    expect(await world.leases.read('watcher')).toBeUndefined()
  })

  it('tells of its start and its end whoever wants to know', async () => {
    const world = memoryWorld({ script: () => ({ runFor: 300 }), settings: { events: true } })
    await world.start(runId, diamond)
    const state = await world.untilClosed(runId, diamond)
    expect(state.notified).toEqual(['started', 'finished'])
    const of = { specversion: '1.0', source: '/namespaces/default/runs/run', subject: 'run' }
    expect(world.told).toMatchObject([
      { ...of, id: `${runId}/started`, type: 'dev.millrace.run.started.v1', data: { runId, run: 'run', tasks: 4 } },
      {
        ...of,
        id: `${runId}/finished`,
        type: 'dev.millrace.run.finished.v1',
        time: new Date(state.endedAt!).toISOString(),
        data: { phase: 'Succeeded', duration: state.endedAt! - state.openedAt },
      },
    ])
    await world.stop()
  })

  it('retries, skips and fails as the plan says', async () => {
    const tries = new Map<string, number>()
    const world = memoryWorld({
      script: ({ metadata }) => {
        const task = metadata.labels!['millrace.dev/task']!
        tries.set(task, (tries.get(task) ?? 0) + 1)
        if (task === 'flaky') return { exitCode: tries.get(task)! < 3 ? 7 : 0 }
        return { exitCode: task === 'bad' ? 1 : 0 }
      },
    })
    const plan = planOf({
      flaky: { retry: { limit: 2, exitCodes: [7] } },
      bad: { needs: ['flaky'] },
      never: { needs: ['bad'] },
    })
    await world.start(runId, plan)
    const state = await world.untilClosed(runId, plan)
    expect(state.tasks.map(({ phase, attempt }) => [phase, attempt])).toEqual([
      ['Succeeded', 2],
      ['Failed', 0],
      ['Skipped', 0],
    ])
    expect(state).toMatchObject({ phase: 'Failed', message: 'Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 1' })
    await world.stop()
  })

  it('tries again what a node took away', async () => {
    let evictions = 0
    const world = memoryWorld({ script: () => ({ runFor: 2_000 }) })
    const plan = planOf({ a: {} })
    await world.start(runId, plan)
    await world.clock.advance(1_000)
    const { pods } = await world.cluster.listPods({ labels: podQueryLabels('test') })
    for (const { metadata } of pods) {
      evictions += 1
      world.evict({ namespace: 'default', name: metadata.name })
    }
    const state = await world.untilClosed(runId, plan)
    expect(evictions).toBe(1)
    expect(state.tasks[0]).toMatchObject({ phase: 'Succeeded', attempt: 1, disruptions: 1, failures: 0 })
    await world.stop()
  })

  it('cancels: live pods end by their deadline and keep their exit codes and logs', async () => {
    const world = memoryWorld({ script: () => ({ runFor: 600_000, log: 'working\n', stopCode: 7, stopLog: 'bye\n' }) })
    const plan = planOf({ a: {}, b: { needs: ['a'] } })
    await world.start(runId, plan)
    await world.clock.advance(3_000)
    await world.queues.send('work', [{ body: JSON.stringify({ type: 'run.cancel', runId }) }])
    const state = await world.untilClosed(runId, plan)
    expect(state.tasks.map(({ phase, exitCode }) => [phase, exitCode])).toEqual([
      ['Cancelled', 7],
      ['Cancelled', undefined],
    ])
    expect(await archivedText(world.objects, { runId, task: 0 })).toBe('working\nbye\n')
    await world.stop()
  })

  it('makes no claims for a run that was cancelled before', async () => {
    const world = memoryWorld()
    const plan = { ...planOf({ a: {} }), claims: [claim] }
    await openRun(world, runId, { plan })
    await world.queues.send('work', [{ body: JSON.stringify({ type: 'run.cancel', runId }) }])
    await world.clock.advance(500)
    await world.queues.send('submit', [{ body: JSON.stringify({ type: 'run.prepare', runId }) }])
    await world.clock.advance(500)
    expect(await world.cluster.claim('default', 'data')).toBeUndefined()
    expect(await world.untilClosed(runId, plan)).toMatchObject({ phase: 'Cancelled', claimsMade: false })
    await world.stop()
  })

  it('fails a task whose pod cannot start with the cluster’s own reason', async () => {
    const stuck = { reason: 'CreateContainerConfigError', message: 'secret "x" not found' }
    const world = memoryWorld({ script: () => ({ stuck }), settings: { pendingTimeout: 8_000 } })
    const plan = planOf({ a: {} })
    await world.start(runId, plan)
    const state = await world.untilClosed(runId, plan)
    expect(state.tasks[0]).toMatchObject({ phase: 'Failed', message: expect.stringContaining('secret "x" not found') })
    await world.stop()
  })

  it('finds again what it has lost: a pod that vanished without a word', async () => {
    let pods = 0
    const world = memoryWorld({ script: () => ({ runFor: pods++ === 0 ? 600_000 : 100 }) })
    const plan = planOf({ a: {} })
    await world.start(runId, plan)
    await world.clock.advance(1_000)
    const [pod] = (await world.cluster.listPods({ labels: podQueryLabels('test') })).pods
    world.vanish({ namespace: 'default', name: pod!.metadata.name })
    const state = await world.untilClosed(runId, plan)
    expect(state.tasks[0]).toMatchObject({ phase: 'Succeeded', attempt: 1, disruptions: 1 })
    await world.stop()
  })
})
