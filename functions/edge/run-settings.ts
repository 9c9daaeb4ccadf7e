import * as z from 'zod'
import { environmentSettings } from '../../lib/core/environment-settings.ts'
import { MillraceError } from '../../lib/core/error.ts'
import { RunSettings } from '../../lib/core/settings.ts'
import { optional } from './environment.ts'

/** What runs that start now keep. Throws `Invalid` naming the setting. */
export const runSettings = (): RunSettings => {
  const events = optional('MILLRACE_EVENT_BUS') !== undefined || optional('MILLRACE_EVENT_QUEUE') !== undefined
  const settings = RunSettings.safeParse({ ...environmentSettings(process.env), events })
  if (settings.success) return settings.data
  throw new MillraceError('Invalid', `settings: ${z.prettifyError(settings.error)}`)
}
