import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunId } from '../../lib/core/message.ts'
import type { RunHeaders } from '../../lib/ports/run-headers.ts'
import type { RunLog } from '../../lib/ports/run-log.ts'
import { largeEntry, sampleEntry, sampleHeader, sampleRunId } from './sample-run.ts'

export interface RunLogWorld {
  runLog: RunLog
  /** Of the same store: removing a run forgets its header too. */
  headers: RunHeaders
  close?: () => Promise<void>
}

/** What every run log must do. `make` answers an empty one. */
export const runLogContract = (name: string, make: () => Promise<RunLogWorld>): void => {
  describe(`${name}: run log`, () => {
    let world: RunLogWorld
    let runLog: RunLog
    let runId: RunId
    beforeEach(async () => {
      world = await make()
      runLog = world.runLog
      runId = sampleRunId()
    })
    afterEach(() => world.close?.())

    it('reads nothing of a run that was never written', async () => {
      expect(await runLog.read(runId, 0)).toEqual([])
      expect(await runLog.snapshot(runId)).toBeUndefined()
    })

    it('reads what was appended, in order of seq, whatever the order of appends', async () => {
      for (const seq of [2, 11, 1, 10, 3]) await runLog.append(runId, sampleEntry(seq))
      expect(await runLog.read(runId, 0)).toEqual([1, 2, 3, 10, 11].map((seq) => sampleEntry(seq)))
    })

    it('reads only what is above `after`', async () => {
      for (const seq of [1, 2, 3]) await runLog.append(runId, sampleEntry(seq))
      expect(await runLog.read(runId, 2)).toEqual([sampleEntry(3)])
      expect(await runLog.read(runId, 3)).toEqual([])
    })

    it('refuses a seq that is taken and keeps what was there', async () => {
      await runLog.append(runId, sampleEntry(1))
      const other = sampleEntry(1, [{ type: 'run.closed' }])
      await expect(runLog.append(runId, other)).rejects.toMatchObject({ code: 'Conflict', retryable: true })
      expect(await runLog.read(runId, 0)).toEqual([sampleEntry(1)])
    })

    it('refuses even the same entry a second time', async () => {
      await runLog.append(runId, sampleEntry(1))
      await expect(runLog.append(runId, sampleEntry(1))).rejects.toMatchObject({ code: 'Conflict' })
    })

    it('lets exactly one of 32 concurrent appends of a seq win', async () => {
      const entries = Array.from({ length: 32 }, (_, task) => sampleEntry(1, [{ type: 'tasks.ready', tasks: [task] }]))
      const outcomes = await Promise.allSettled(entries.map((entry) => runLog.append(runId, entry)))
      const winners = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [entries[index]] : []))
      expect(winners).toHaveLength(1)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'Conflict' })
      }
      expect(await runLog.read(runId, 0)).toEqual(winners)
    })

    it('sees an append at once', async () => {
      for (let seq = 1; seq <= 20; seq += 1) {
        await runLog.append(runId, sampleEntry(seq))
        expect(await runLog.read(runId, seq - 1)).toEqual([sampleEntry(seq)])
      }
    })

    it('keeps entries of 350 KB and text beyond ASCII whole', async () => {
      const entry = largeEntry(1, 350_000)
      await runLog.append(runId, entry)
      expect(await runLog.read(runId, 0)).toEqual([entry])
    })

    it('keeps runs apart', async () => {
      const other = sampleRunId()
      await runLog.append(runId, sampleEntry(1))
      await runLog.append(other, sampleEntry(1, [{ type: 'run.closed' }]))
      expect(await runLog.read(runId, 0)).toEqual([sampleEntry(1)])
    })

    it('gives away nothing that a reader could change the log with', async () => {
      await runLog.append(runId, sampleEntry(1))
      const [entry] = await runLog.read(runId, 0)
      // To refuse the change is as good as to hand out a copy.
      expect(() => Object.isFrozen(entry!.causes) || entry!.causes.push('changed')).not.toThrow()
      expect(await runLog.read(runId, 0)).toEqual([sampleEntry(1)])
    })

    it('keeps a plan of several megabytes by its hash, however often it is put', async () => {
      const text = JSON.stringify(Array.from({ length: 40_000 }, (_, n) => ({ n, name: `aufgabe-${n}-ü` })))
      await runLog.putPlan(runId, 'abc', text)
      await runLog.putPlan(runId, 'abc', text)
      expect(await runLog.plan(runId, 'abc')).toBe(text)
    })

    it('calls a missing plan corrupt', async () => {
      await runLog.putPlan(sampleRunId(), 'abc', '{}')
      await expect(runLog.plan(runId, 'abc')).rejects.toMatchObject({ code: 'CorruptState' })
    })

    it('answers the snapshot with the highest seq, whatever the order of puts', async () => {
      const text = JSON.stringify({ state: 'x'.repeat(100_000) })
      await runLog.putSnapshot(runId, 9, '{"seq":9}')
      await runLog.putSnapshot(runId, 10, text)
      await runLog.putSnapshot(runId, 4, '{"seq":4}')
      expect(await runLog.snapshot(runId)).toEqual({ seq: 10, text })
    })

    it('takes the same snapshot twice', async () => {
      await runLog.putSnapshot(runId, 5, '{"a":1}')
      await runLog.putSnapshot(runId, 5, '{"a":1}')
      expect(await runLog.snapshot(runId)).toEqual({ seq: 5, text: '{"a":1}' })
    })

    it('forgets everything of a removed run, header included, and nothing of another', async () => {
      const other = sampleRunId()
      for (const id of [runId, other]) {
        await runLog.append(id, sampleEntry(1))
        await runLog.putPlan(id, 'abc', '{}')
        await runLog.putSnapshot(id, 1, '{}')
        await world.headers.put(sampleHeader({ runId: id }))
      }
      await runLog.remove(runId)
      expect(await runLog.read(runId, 0)).toEqual([])
      expect(await runLog.snapshot(runId)).toBeUndefined()
      await expect(runLog.plan(runId, 'abc')).rejects.toMatchObject({ code: 'CorruptState' })
      expect(await world.headers.get(runId)).toBeUndefined()
      expect(await runLog.read(other, 0)).toHaveLength(1)
      expect(await runLog.plan(other, 'abc')).toBe('{}')
      expect(await world.headers.get(other)).toBeDefined()
    })

    it('removes a run that is not there without complaint', async () => {
      await runLog.remove(runId)
      expect(await runLog.read(runId, 0)).toEqual([])
    })
  })
}
