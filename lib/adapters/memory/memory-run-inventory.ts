import type { RunInventory } from '../../ports/run-inventory.ts'
import type { MemoryRunHeaders } from './memory-run-headers.ts'
import type { MemoryRunLog } from './memory-run-log.ts'

export const createMemoryRunInventory = (
  runLog: MemoryRunLog,
  headers: MemoryRunHeaders,
  { pageSize = 500 } = {},
): RunInventory => ({
  runs: async (after = '') => {
    const ids = [...new Set([...runLog.ids(), ...headers.ids()])].filter((id) => id > after).sort()
    const runIds = ids.slice(0, pageSize)
    return { runIds, ...(ids.length > pageSize && { next: runIds.at(-1)! }) }
  },
  entries: async (runId) => runLog.read(runId, 0),
  removeHeader: async (runId, seq) => {
    const stored = await headers.get(runId)
    const removes = stored !== undefined && (seq === undefined || stored.seq === seq)
    if (removes) headers.forget(runId)
    return removes
  },
})
