import * as z from 'zod'
import { environmentSettings } from '../../lib/core/environment-settings.ts'
import { MillraceError } from '../../lib/core/error.ts'
import { RunSettings } from '../../lib/core/settings.ts'
import { optional } from './environment.ts'

const given = (): Record<string, unknown> => {
  const text = optional('MILLRACE_SETTINGS')
  if (text === undefined) return {}
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch (cause) {
    throw new MillraceError('Invalid', 'MILLRACE_SETTINGS is not a JSON object of settings', { cause })
  }
}

/** What runs that start now keep: the stage's settings, then those of the environment by name. Throws `Invalid` naming the setting. */
export const runSettings = (): RunSettings => {
  const events = optional('MILLRACE_EVENT_BUS') !== undefined || optional('MILLRACE_EVENT_QUEUE') !== undefined
  const settings = RunSettings.safeParse({ ...given(), ...environmentSettings(process.env), events })
  if (settings.success) return settings.data
  throw new MillraceError('Invalid', `settings: ${z.prettifyError(settings.error)}`)
}
