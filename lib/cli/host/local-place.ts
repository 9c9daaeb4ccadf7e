import { createSqliteRunInventory } from '../../adapters/sqlite/sqlite-run-inventory.ts'
import { runLogTopic } from '../../adapters/sqlite/sqlite-run-log.ts'
import type { Place } from '../place/place.ts'
import type { Session } from './session.ts'

/** The log is looked at this often even if no news of it came, in milliseconds. */
const patience = 5_000
/** Dead letters that are looked through for one that was sent a moment ago. */
const lastLetters = 100

/** A data folder as the place of runs. What only some commands need is loaded when they do. */
export const localPlace = (session: Session): Place => {
  const { store } = session
  const { database, queues } = store
  return {
    store,
    inventory: createSqliteRunInventory(database),
    news: {
      listen: (runId, onNews) => database.news.listen(runLogTopic(runId), onNews),
      patience: () => patience,
    },
    turnedDown: { letters: () => queues.deadLetters(lastLetters), every: 250 },
    defaultWorkspaceBinding: async () => {
      const { loadSettings } = await import('../../local/load-settings.ts')
      return (await loadSettings(process.cwd(), process.env)).defaultWorkspaceBinding
    },
    isHosted: async () => (await import('../../local/host.ts')).isHosted(store),
    attend: async (cli, own) => (await import('./attend-folder.ts')).attendFolder(cli, session, { own }),
    visit: async () => (await import('./attend.ts')).visit(session),
    requireCluster: async (cli) => (await import('./require-host.ts')).requireHost(cli, session),
    withCluster: async (log, use) => (await import('./with-cluster.ts')).withCluster(session, log, use),
    openFsck: async (options) => (await import('./fsck-place.ts')).openFsckPlace(session, options),
  }
}
