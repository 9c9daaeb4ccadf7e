import { RunSettings } from './settings.ts'

/** `maxPodsInFlight` is `MILLRACE_MAX_PODS_IN_FLIGHT`. */
export const environmentName = (setting: string): string =>
  `MILLRACE_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

const scalar = (text: string): string | number | boolean => {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
}

/** The settings that an environment gives; their values are still to be checked. */
export const environmentSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(RunSettings.shape).flatMap((setting) => {
      const value = environment[environmentName(setting)]
      return value === undefined ? [] : [[setting, scalar(value)]]
    }),
  )
