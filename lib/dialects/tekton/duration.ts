const units: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}
const whole = /^([-+]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/
const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g

/** Milliseconds of a duration as Go writes it: `1h30m`, `90s`, `0`. Undefined for what is none. */
export const parseDuration = (text: string): number | undefined => {
  if (/^[-+]?0$/.test(text)) return 0
  const match = whole.exec(text)
  if (!match) return undefined
  const sum = [...match[2]!.matchAll(part)].reduce((ms, [, amount, unit]) => ms + Number(amount) * units[unit!]!, 0)
  return match[1] === '-' ? -sum : sum
}

/** As Go writes it: `1h0m0s`, `1m30s`, `1.5s`, `250ms`. */
export const formatDuration = (ms: number): string => {
  if (ms < 1_000) return ms === 0 ? '0s' : `${ms}ms`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  const seconds = `${(ms % 60_000) / 1_000}s`
  if (hours > 0) return `${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${minutes}m${seconds}` : seconds
}
