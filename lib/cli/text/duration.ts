const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `90s`, `1h30m`, `500ms` or plain seconds, in milliseconds. Undefined when it is none of these. */
export const parseDuration = (text: string): number | undefined => {
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * units.s)
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)
  return Math.round([...parts].reduce((sum, [, n, unit]) => sum + Number(n) * units[unit as keyof typeof units], 0))
}

/** At most two units: `0.4s`, `58s`, `2m38s`, `1h5m`, `3d4h`. */
export const formatDuration = (ms: number): string => {
  const whole = Math.max(0, ms)
  if (whole < 10_000) return `${(Math.floor(whole / 100) / 10).toString()}s`
  const seconds = Math.floor(whole / 1_000)
  if (seconds < 60) return `${seconds}s`
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3_600), Math.floor(seconds / 86_400)]
  if (minutes < 60) return `${minutes}m${two(seconds % 60, 's')}`
  if (hours < 24) return `${hours}h${two(minutes % 60, 'm')}`
  return `${days}d${two(hours % 24, 'h')}`
}

const two = (rest: number, unit: string): string => (rest === 0 ? '' : `${rest}${unit}`)

/** `3m ago`, in the largest unit that fits. */
export const formatAge = (ms: number): string => `${largestUnit(ms)} ago`

const largestUnit = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

/** `00:01:42` */
export const formatClock = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

/** UTC to the second: `2026-11-21T09:14:02Z`. */
export const isoTime = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
