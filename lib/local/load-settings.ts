import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import * as z from 'zod'
import { environmentSettings } from '../core/environment-settings.ts'
import { MillraceError } from '../core/error.ts'
import { RunSettings } from '../core/settings.ts'

/** What differs on one machine: nothing stalls for long, and looking costs nothing. */
const embedded: Partial<RunSettings> = {
  installation: 'local',
  horizon: 2_000,
  checkInterval: 5_000,
  silence: 5_000,
  pendingTimeout: 20_000,
  nodeLostTimeout: 20_000,
  disruptionBackoff: 250,
}

const File = RunSettings.partial()

const fromFile = async (folder: string): Promise<unknown> => {
  const text = await readFile(join(folder, 'millrace.yaml'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  try {
    return loadAll(text)[0] ?? {}
  } catch (cause) {
    throw new MillraceError('Invalid', `millrace.yaml: ${(cause as Error).message}`, { cause })
  }
}

/** The settings of the embedded mode: defaults, then `millrace.yaml` in the folder, then the environment. */
export const loadSettings = async (folder: string, environment: NodeJS.ProcessEnv): Promise<RunSettings> => {
  const given = await fromFile(folder)
  const file = File.safeParse(given)
  if (!file.success) throw new MillraceError('Invalid', `millrace.yaml: ${z.prettifyError(file.error)}`)
  // What is given, not what was parsed: that has the defaults of everything else, which would hide the embedded ones.
  const settings = RunSettings.safeParse({ ...embedded, ...(given as object), ...environmentSettings(environment) })
  if (settings.success && settings.data.events)
    throw new MillraceError('Invalid', 'settings: events: on one machine there is nobody to tell')
  if (settings.success) return settings.data
  throw new MillraceError('Invalid', `settings: ${z.prettifyError(settings.error)}`)
}
