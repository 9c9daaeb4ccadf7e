import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../adapters/system/system-clock.ts'
import { systemRandom } from '../../adapters/system/system-random.ts'
import { type DataFolder, dataFolder } from '../../local/data-folder.ts'
import { openStore, type Store } from '../../local/store.ts'

/** An open data folder. */
export interface Session {
  folder: DataFolder
  store: Store
}

/** Opens the folder, and makes it where there is none. */
export const openSession = (path: string): Session => {
  const folder = dataFolder(path)
  return { folder, store: openStore(folder.database, { clock: systemClock, random: systemRandom }) }
}

/** Undefined where nothing has been stored yet: looking leaves no traces. */
export const openExisting = (path: string): Session | undefined =>
  existsSync(join(path, 'millrace.db')) ? openSession(path) : undefined
