import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunHeader } from '../../lib/core/header.ts'
import type { RunHeaders } from '../../lib/ports/run-headers.ts'
import { sampleHeader, sampleRunId } from './sample-run.ts'

export interface RunHeadersWorld {
  headers: RunHeaders
  close?: () => Promise<void>
}

/** What every store of run headers must do. `make` answers an empty one. */
export const runHeadersContract = (name: string, make: () => Promise<RunHeadersWorld>): void => {
  describe(`${name}: run headers`, () => {
    let world: RunHeadersWorld
    let headers: RunHeaders
    beforeEach(async () => {
      world = await make()
      headers = world.headers
    })
    afterEach(() => world.close?.())

    /** Six runs, the second half created at the same millisecond. */
    const putSix = async (): Promise<RunHeader[]> => {
      const six = [1, 2, 3, 9, 9, 9].map((createdAt, n) =>
        sampleHeader({ createdAt, namespace: n % 2 ? 'odd' : 'even', name: n < 3 ? 'early' : 'late' }),
      )
      for (const header of six) await headers.put(header)
      return six
    }
    const ids = (list: RunHeader[]) => list.map((header) => header.runId)

    it('keeps a header with all its fields', async () => {
      const header = sampleHeader({ phase: 'Failed', reason: 'TaskFailed', message: 'größer 失敗 🚧', endedAt: 5 })
      expect(await headers.put(header)).toEqual(header)
      expect(await headers.get(header.runId)).toEqual(header)
    })

    it('answers nothing for a run that it does not know', async () => {
      expect(await headers.get(sampleRunId())).toBeUndefined()
      expect(await headers.list({ limit: 10 })).toEqual([])
      expect(await headers.named('default', 'nothing')).toEqual([])
      expect(await headers.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
    })

    it('replaces a header of a lower seq', async () => {
      const header = sampleHeader({ seq: 4 })
      await headers.put(header)
      const newer = { ...header, seq: 5, phase: 'Running' as const }
      expect(await headers.put(newer)).toEqual(newer)
      expect(await headers.get(header.runId)).toEqual(newer)
    })

    it('keeps a header of a higher seq and answers it', async () => {
      const header = sampleHeader({ seq: 5, phase: 'Succeeded' })
      await headers.put(header)
      expect(await headers.put({ ...header, seq: 4, phase: 'Running' })).toEqual(header)
      expect(await headers.put({ ...header, seq: 4, dueAt: 1 }, { dueAt: header.dueAt })).toEqual(header)
      expect(await headers.get(header.runId)).toEqual(header)
    })

    it('changes dueAt at the same seq only if the stored one is what was expected', async () => {
      const header = sampleHeader({ seq: 5, dueAt: 100 })
      await headers.put(header)
      expect(await headers.put({ ...header, dueAt: 200 })).toEqual(header)
      expect(await headers.put({ ...header, dueAt: 200 }, { dueAt: 99 })).toEqual(header)
      expect(await headers.put({ ...header, dueAt: 200 }, { dueAt: undefined })).toEqual(header)
      expect(await headers.put({ ...header, dueAt: 200 }, { dueAt: 100 })).toEqual({ ...header, dueAt: 200 })
    })

    it('compares with an absent dueAt too', async () => {
      const closed = sampleHeader({ seq: 5, dueAt: undefined })
      await headers.put(closed)
      expect((await headers.put({ ...closed, dueAt: 7 }, { dueAt: 6 })).dueAt).toBeUndefined()
      expect((await headers.put({ ...closed, dueAt: 7 }, { dueAt: undefined })).dueAt).toBe(7)
    })

    it('lets one of 16 concurrent changes of the same dueAt win and answers it to all', async () => {
      const header = sampleHeader({ dueAt: 0 })
      await headers.put(header)
      const changes = Array.from({ length: 16 }, (_, n) => headers.put({ ...header, dueAt: n + 1 }, { dueAt: 0 }))
      const answers = new Set((await Promise.all(changes)).map((answer) => answer.dueAt))
      expect(answers.size).toBe(1)
    })

    it('lists newest first, of all namespaces or of one', async () => {
      const six = await putSix()
      const listed = await headers.list({ limit: 10 })
      expect(listed.map((header) => header.createdAt)).toEqual([9, 9, 9, 3, 2, 1])
      expect(ids(listed).sort()).toEqual(ids(six).sort())
      const odd = await headers.list({ namespace: 'odd', limit: 10 })
      expect(odd.map((header) => header.createdAt)).toEqual([9, 9, 2])
    })

    it.each([undefined, 'even'])('pages through namespace %s without losing or repeating a row', async (namespace) => {
      await putSix()
      const whole = await headers.list({ namespace, limit: 10 })
      const paged: RunHeader[] = []
      for (let page = await headers.list({ namespace, limit: 2 }); page.length > 0; ) {
        expect(page.length).toBeLessThanOrEqual(2)
        paged.push(...page)
        const { createdAt, runId } = paged.at(-1)!
        page = await headers.list({ namespace, limit: 2, before: { createdAt, runId } })
      }
      expect(paged).toEqual(whole)
    })

    it('finds runs by exact name within their namespace, newest first', async () => {
      const six = await putSix()
      expect(ids(await headers.named('even', 'early'))).toEqual([six[2]!.runId, six[0]!.runId])
      expect(await headers.named('even', 'earl')).toEqual([])
      expect(await headers.named('nowhere', 'early')).toEqual([])
    })

    it('finds what is due, earliest first, and nothing that is not', async () => {
      const due = [30, undefined, 10, 40, 20].map((dueAt) => sampleHeader({ dueAt }))
      for (const header of due) await headers.put(header)
      expect((await headers.due(30, 10)).map((header) => header.dueAt)).toEqual([10, 20, 30])
      expect((await headers.due(30, 2)).map((header) => header.dueAt)).toEqual([10, 20])
      expect(await headers.due(9, 10)).toEqual([])
    })

    it('follows a dueAt that changes or goes away', async () => {
      const header = sampleHeader({ seq: 1, dueAt: 10 })
      await headers.put(header)
      await headers.put({ ...header, seq: 2, dueAt: 50 })
      expect(await headers.due(49, 10)).toEqual([])
      await headers.put({ ...header, seq: 3, dueAt: undefined })
      expect(await headers.due(1_000, 10)).toEqual([])
    })
  })
}
