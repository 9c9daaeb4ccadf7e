import { describe, expect, it } from 'vitest'
import { createMemoryRunHeaders } from '../../../../lib/adapters/memory/memory-run-headers.ts'
import { createMemoryRunLog } from '../../../../lib/adapters/memory/memory-run-log.ts'
import { entriesOf } from '../../../../lib/cli/follow/entries.ts'
import type { LogNews } from '../../../../lib/cli/place/place.ts'
import type { Entry } from '../../../../lib/core/event.ts'
import { RunId } from '../../../../lib/core/message.ts'

const runId = RunId.parse('01900000-0000-8000-8000-000000000000')
const entry = (seq: number, type: 'claims.made' | 'run.closed'): Entry => ({
  seq,
  at: seq,
  causes: [],
  events: [{ type }],
})

/** A log that is looked at without news, and what happens before its n-th quiet look. */
const polled = (happens: (look: number) => Promise<void>) => {
  const runLog = createMemoryRunLog(createMemoryRunHeaders())
  const quiets: number[] = []
  const news: LogNews = {
    listen: () => () => {},
    patience: (quiet) => {
      quiets.push(quiet)
      void happens(quiets.length)
      return 1
    },
  }
  return { runLog, quiets, place: { store: { runLog } as never, news } }
}

describe('entriesOf', () => {
  it('looks again where there is no news, less often while nothing comes, and ends with the run', async () => {
    const { runLog, quiets, place } = polled(async (look) => {
      if (look === 3) await runLog.append(runId, entry(1, 'claims.made'))
      if (look === 5) await runLog.append(runId, entry(2, 'run.closed'))
    })
    const seqs: number[] = []
    for await (const { seq } of entriesOf(place, runId, new AbortController().signal)) seqs.push(seq)
    expect(seqs).toEqual([1, 2])
    expect(quiets).toEqual([0, 1, 2, 0, 1])
  })

  it('ends when it is told to, in the middle of a wait', async () => {
    const leaving = new AbortController()
    const runLog = createMemoryRunLog(createMemoryRunHeaders())
    const news: LogNews = {
      listen: () => () => {},
      patience: () => {
        leaving.abort()
        return 600_000
      },
    }
    const seqs: number[] = []
    for await (const { seq } of entriesOf({ store: { runLog } as never, news }, runId, leaving.signal)) seqs.push(seq)
    expect(seqs).toEqual([])
  })
})
