import type { Clock } from '../ports/clock.ts'

/** What happened in a world, in order. */
export interface Trace {
  /** Who did what. */
  tell(who: string, what: string): void
  readonly lines: readonly string[]
}

/** Seconds with milliseconds since the world began, who, what. */
export const createTrace = (clock: Pick<Clock, 'now'>): Trace => {
  const start = clock.now()
  const lines: string[] = []
  return {
    lines,
    tell(who, what) {
      lines.push(`${((clock.now() - start) / 1000).toFixed(3).padStart(9)} ${who} ${what}`)
    },
  }
}
