import type { RunHeader } from '../../core/header.ts'
import type { RunId } from '../../core/message.ts'
import type { RunHeaders } from '../../ports/run-headers.ts'
import { copy } from './copy.ts'

export interface MemoryRunHeaders extends RunHeaders {
  forget(runId: RunId): void
  ids(): RunId[]
}

const newestFirst = (a: RunHeader, b: RunHeader) =>
  b.createdAt - a.createdAt || (a.runId < b.runId ? 1 : a.runId > b.runId ? -1 : 0)

export const createMemoryRunHeaders = (): MemoryRunHeaders => {
  const headers = new Map<RunId, RunHeader>()
  const all = () => [...headers.values()].map((header) => copy(header))

  return {
    put: async (header, expected) => {
      const stored = headers.get(header.runId)
      const newer = stored === undefined || stored.seq < header.seq
      const asExpected = expected !== undefined && stored?.seq === header.seq && stored.dueAt === expected.dueAt
      if (newer || asExpected) headers.set(header.runId, copy(header))
      return copy(headers.get(header.runId) ?? header)
    },
    get: async (runId) => copy(headers.get(runId)),
    list: async ({ namespace, limit, before }) =>
      all()
        .filter((header) => namespace === undefined || header.namespace === namespace)
        .filter((header) => before === undefined || newestFirst(before as RunHeader, header) < 0)
        .sort(newestFirst)
        .slice(0, limit),
    named: async (namespace, name) =>
      all()
        .filter((header) => header.namespace === namespace && header.name === name)
        .sort(newestFirst),
    due: async (until, limit) =>
      all()
        .flatMap(({ runId, dueAt }) => (dueAt !== undefined && dueAt <= until ? [{ runId, dueAt }] : []))
        .sort((a, b) => a.dueAt - b.dueAt)
        .slice(0, limit),
    forget: (runId) => void headers.delete(runId),
    ids: () => [...headers.keys()],
  }
}
