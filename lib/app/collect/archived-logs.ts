import type { RunId } from '../../core/message.ts'
import type { Objects } from '../../ports/objects.ts'
import { createRecentlyUsed } from '../recently-used.ts'
import { type Bundles, listBundles } from './list-bundles.ts'
import { type BundledLog, type LogName, readBundle } from './log-bundle.ts'

/** Which log: that of a container, which is a step at its place among the steps of the pod. */
export interface LogRef extends LogName {
  runId: RunId
  step: number
}

export interface ArchivedLogs {
  /**
   * The log, if it was archived when the run was first asked about, or, with `again`, if it is now. One that was cut says
   * so at its end. Throws `CorruptState`.
   */
  read(log: LogRef, options?: { again?: boolean }): Promise<Uint8Array | undefined>
}

interface Opened {
  size: number
  logs: BundledLog[]
}

/** Bytes of bundles that are kept for the logs that are asked for next. */
const keptBytes = 32 * 1024 * 1024

/**
 * Reads logs for as long as somebody looks at them: lists the bundles of a run once, and gets those that are needed.
 * Of a log that was archived more than once the longest counts: whoever was late found the pod deleted and read nothing.
 */
export const createArchivedLogs = (objects: Pick<Objects, 'list' | 'get'>): ArchivedLogs => {
  const listed = new Map<RunId, Promise<Bundles>>()
  const kept = createRecentlyUsed<string, Opened>(keptBytes, ({ size }) => size)

  const bundles = (runId: RunId, again: boolean): Promise<Bundles> => {
    const known = again ? undefined : listed.get(runId)
    const listing = known ?? listBundles(objects, runId)
    listed.set(runId, listing)
    listing.catch(() => listed.delete(runId))
    return listing
  }

  const open = async (key: string): Promise<Opened> => {
    const body = await objects.get(key)
    // None: the run was removed since it was listed.
    return { size: body?.length ?? 0, logs: body ? readBundle(body) : [] }
  }

  const bundle = async (key: string): Promise<BundledLog[]> => {
    const opened = kept.take(key) ?? (await open(key))
    kept.put(key, opened)
    return opened.logs
  }

  return {
    read: async (log, { again = false } = {}) => {
      let longest: BundledLog | undefined
      for (const key of (await bundles(log.runId, again)).having(log)) {
        const found = (await bundle(key)).find(isOf(log))
        if (found && found.bytes.length > (longest?.bytes.length ?? -1)) longest = found
      }
      return longest && asText(longest)
    },
  }
}

const isOf =
  ({ task, attempt, container }: LogName) =>
  (one: LogName): boolean =>
    one.task === task && one.attempt === attempt && one.container === container

const asText = ({ bytes, cut }: BundledLog): Uint8Array =>
  cut ? Buffer.concat([bytes, Buffer.from(`\n[millrace: log cut at ${bytes.length} bytes]\n`)]) : bytes
