import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunId } from '../../lib/core/message.ts'
import type { RunHeaders } from '../../lib/ports/run-headers.ts'
import type { RunInventory } from '../../lib/ports/run-inventory.ts'
import type { RunLog } from '../../lib/ports/run-log.ts'
import { sampleEntry, sampleHeader, sampleRunId } from './sample-run.ts'

export interface RunInventoryWorld {
  inventory: RunInventory
  /** Of the same store. */
  runLog: RunLog
  headers: RunHeaders
  close?: () => Promise<void>
}

/** What every inventory of runs must do. `make` answers that of an empty store, with pages of at most so many ids. */
export const runInventoryContract = (name: string, make: (pageSize: number) => Promise<RunInventoryWorld>): void => {
  describe(`${name}: run inventory`, () => {
    let world: RunInventoryWorld
    beforeEach(async () => {
      world = await make(3)
    })
    afterEach(() => world.close?.())

    const all = async (): Promise<RunId[]> => {
      const found: RunId[] = []
      for (let after: string | undefined; ; ) {
        const { runIds, next } = await world.inventory.runs(after)
        expect(runIds.length).toBeLessThanOrEqual(3)
        found.push(...runIds)
        if (next === undefined) return found
        after = next
      }
    }

    it('knows no run of an empty store, nor one that was only looked for', async () => {
      expect(await world.runLog.read(sampleRunId(), 0)).toEqual([])
      expect(await world.inventory.runs()).toEqual({ runIds: [] })
    })

    it('knows a run by its log, its plan, its snapshot or its header alone', async () => {
      const [log, plan, snapshot, header] = [sampleRunId(), sampleRunId(), sampleRunId(), sampleRunId()]
      await world.runLog.append(log, sampleEntry(1))
      await world.runLog.putPlan(plan, 'abc', '{}')
      await world.runLog.putSnapshot(snapshot, 1, '{}')
      await world.headers.put(sampleHeader({ runId: header }))
      expect((await all()).sort()).toEqual([log, plan, snapshot, header].sort())
    })

    it.each([1, 2, 3, 4, 6, 11])('pages through %i runs without losing one', async (count) => {
      const ids = Array.from({ length: count }, sampleRunId)
      for (const [n, runId] of ids.entries()) {
        for (const seq of [1, 2]) await world.runLog.append(runId, sampleEntry(seq))
        if (n % 2 === 0) await world.headers.put(sampleHeader({ runId }))
      }
      expect([...new Set(await all())].sort()).toEqual(ids.sort())
    })

    it('forgets a run that was removed', async () => {
      const runId = sampleRunId()
      await world.runLog.append(runId, sampleEntry(1))
      await world.headers.put(sampleHeader({ runId }))
      await world.runLog.remove(runId)
      expect(await all()).toEqual([])
    })

    it('reads a log with what is missing left out, in order', async () => {
      const runId = sampleRunId()
      for (const seq of [9, 1, 4]) await world.runLog.append(runId, sampleEntry(seq))
      expect(await world.inventory.entries(runId)).toEqual([sampleEntry(1), sampleEntry(4), sampleEntry(9)])
      expect(await world.inventory.entries(sampleRunId())).toEqual([])
    })

    it('removes a header and nothing else of its run, and nothing of another', async () => {
      const [runId, other] = [sampleRunId(), sampleRunId()]
      for (const id of [runId, other]) {
        await world.runLog.append(id, sampleEntry(1))
        await world.headers.put(sampleHeader({ runId: id }))
      }
      expect(await world.inventory.removeHeader(runId)).toBe(true)
      expect(await world.inventory.removeHeader(runId)).toBe(false)
      expect(await world.headers.get(runId)).toBeUndefined()
      expect(await world.headers.get(other)).toBeDefined()
      expect(await world.runLog.read(runId, 0)).toEqual([sampleEntry(1)])
    })

    it('removes no header that has been replaced meanwhile', async () => {
      const header = sampleHeader({ seq: 4 })
      await world.headers.put(header)
      expect(await world.inventory.removeHeader(header.runId, 3)).toBe(false)
      expect(await world.headers.get(header.runId)).toEqual(header)
      expect(await world.inventory.removeHeader(header.runId, 4)).toBe(true)
      expect(await world.headers.get(header.runId)).toBeUndefined()
    })
  })
}
