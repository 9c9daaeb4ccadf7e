import { createArchivedLogs, type LogRef } from '../../lib/app/collect/archived-logs.ts'
import type { Objects } from '../../lib/ports/objects.ts'

/** What is archived of a container now: of the only step of a first attempt, unless said otherwise. */
export const archivedText = async (
  objects: Pick<Objects, 'list' | 'get'>,
  log: Pick<LogRef, 'runId' | 'task'> & Partial<LogRef>,
): Promise<string | undefined> => {
  const bytes = await createArchivedLogs(objects).read({ attempt: 0, step: 0, container: 'main', ...log })
  return bytes && Buffer.from(bytes).toString()
}
