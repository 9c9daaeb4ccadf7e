import type { Entry } from '../event.ts'
import type { RunFacts } from './facts.ts'
import { type Finding, isProblem } from './finding.ts'

/** How much of a log can be followed, and why not more. */
export interface ReadLog {
  /** The entries up to the first that is missing or cannot be read. */
  entries: Entry[]
  findings: Finding[]
}

const missing = (from: number, to: number): string =>
  from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`

/** Rule gap-free: a log is entry 1, 2, 3 … What is missing cannot be made again. */
export const readLog = ({ runId, entries, snapshot }: RunFacts): ReadLog => {
  const readable: Entry[] = []
  const findings: Finding[] = []
  const gap = (from: number, to: number, why = ''): void =>
    void findings.push({ code: 'LogGap', runId, object: 'log', message: `${missing(from, to)}${why}` })
  let last = 0
  for (const stored of entries) {
    const { seq } = stored
    if (seq > last + 1) gap(last + 1, seq - 1)
    last = seq
    if (isProblem(stored))
      findings.push({ code: 'EntryUnreadable', runId, object: `entry ${seq}`, message: stored.problem })
    else if (findings.length === 0) readable.push(stored)
  }
  if (snapshot && !isProblem(snapshot) && snapshot.seq > last)
    gap(last + 1, snapshot.seq, `: the snapshot is of entry ${snapshot.seq}`)
  return { entries: readable, findings }
}
