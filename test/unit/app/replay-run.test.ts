import { describe, expect, it } from 'vitest'
import { createMemoryRunInventory } from '../../../lib/adapters/memory/memory-run-inventory.ts'
import type { ReadFactsDeps } from '../../../lib/app/fsck/read-facts.ts'
import { createReplayRun } from '../../../lib/app/replay-run.ts'
import { memoryWorld } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'

const plan = planOf({ a: {}, b: { needs: ['a'] } })

const closedRun = async () => {
  const world = memoryWorld()
  await world.start(runId, plan)
  await world.untilClosed(runId, plan)
  await world.stop()
  const inventory = createMemoryRunInventory(world.runLog, world.headers)
  const replay = async (deps: Partial<ReadFactsDeps> = {}) => {
    const seen: string[] = []
    const replayed = await createReplayRun({ ...world, inventory, ...deps })(runId, ({ seq }, { state }) =>
      seen.push(`${seq} ${state.seq} ${state.phase}`),
    )
    return { ...replayed, seen }
  }
  return { world, inventory, replay, log: await world.runLog.read(runId, 0) }
}

describe('replaying a run', () => {
  it('tells every entry in order, and finds nothing where the log leads to what is stored', async () => {
    const { world, replay, log } = await closedRun()
    await world.runLog.putSnapshot(runId, log.length, JSON.stringify(await world.stateOf(runId, plan)))
    const { entries, findings, seen } = await replay()
    expect({ entries, findings }).toEqual({ entries: log.length, findings: [] })
    expect(seen[0]).toBe('1 1 Pending')
    expect(seen.at(-1)).toBe(`${log.length} ${log.length} Succeeded`)
    expect(seen).toHaveLength(log.length)
  })

  it('names the first place where the snapshot, or the header, is another', async () => {
    const { world, replay, log } = await closedRun()
    const state = await world.stateOf(runId, plan)
    const tasks = state.tasks.with(1, { ...state.tasks[1]!, phase: 'Failed' })
    await world.runLog.putSnapshot(runId, log.length, JSON.stringify({ ...state, tasks }))
    expect((await replay()).findings).toMatchObject([
      { object: 'snapshot', message: `of entry ${log.length}: tasks[1].phase: got "Succeeded", stored "Failed"` },
    ])
    await world.runLog.putSnapshot(runId, log.length, JSON.stringify(state))
    const header = (await world.headers.get(runId))!
    world.headers.forget(runId)
    await world.headers.put({ ...header, tasks: { total: 2, ended: 0 } })
    expect((await replay()).findings).toMatchObject([{ object: 'header', message: 'tasks.ended: got 2, stored 0' }])
  })

  it('stops at the entry that does not follow', async () => {
    const { inventory, replay, log } = await closedRun()
    const entries = [...log.slice(0, 3), { ...log[3]!, events: log[1]!.events }, ...log.slice(4)]
    const { findings, seen } = await replay({ inventory: { ...inventory, entries: async () => entries } })
    expect(seen).toHaveLength(3)
    expect(findings).toMatchObject([{ code: 'IllegalHistory', object: 'entry 4' }])
  })

  it('tells nothing of a run whose plan is missing, nor of one that is not there', async () => {
    const { world, replay } = await closedRun()
    const runLog = { ...world.runLog, plan: async () => '{}' }
    expect(await replay({ runLog })).toMatchObject({ seen: [], findings: [{ code: 'PlanMissing' }] })
    await world.runLog.remove(runId)
    expect(await replay()).toEqual({ entries: 0, findings: [], seen: [] })
  })
})
