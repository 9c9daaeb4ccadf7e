import type { Entry } from '../event.ts'
import type { RunHeader } from '../header.ts'
import { headerOf } from '../header-of.ts'
import type { IndexedPlan } from '../plan.ts'
import type { HeaderSource } from './audit-header.ts'
import { auditSnapshot } from './audit-snapshot.ts'
import type { RunFacts } from './facts.ts'
import { type Finding, isProblem } from './finding.ts'
import { followLog } from './follow-log.ts'
import { readLog } from './read-log.ts'
import { readPlan } from './read-plan.ts'

export interface AuditedLog {
  findings: Finding[]
  /** What the whole log gives; absent when it cannot be followed to its end. */
  source?: HeaderSource
}

/** Without a plan nothing can be followed. A log that does not begin with the opening names none. */
const withoutPlan = ({ runId }: RunFacts, first: Entry, problem: string): Finding => {
  const [opened] = first.events
  if (opened?.type === 'run.opened')
    return { code: 'PlanMissing', runId, object: `plan ${opened.plan.slice(0, 12)}`, message: problem }
  return {
    code: 'IllegalHistory',
    runId,
    object: 'entry 1',
    message: 'the log does not begin with the opening of the run',
  }
}

/** Rules of history: follows the log once, and looks at snapshot and header as it passes them. */
const follow = (facts: RunFacts, plan: IndexedPlan, entries: readonly Entry[]): AuditedLog => {
  const { runId, header } = facts
  const headerSeq = header && !isProblem(header) ? header.seq : undefined
  const log = followLog(plan)
  const findings: Finding[] = []
  let atHeader: Omit<RunHeader, 'dueAt'> | undefined
  for (const entry of entries) {
    const message = log.fold(entry)
    if (message !== undefined) {
      findings.push({ code: 'IllegalHistory', runId, object: `entry ${entry.seq}`, message })
      return { findings }
    }
    if (entry.seq === headerSeq) atHeader = headerOf(runId, plan, log.state)
    findings.push(...auditSnapshot(facts, log.state))
  }
  return { findings, source: { plan, state: log.state, atHeader } }
}

export const auditLog = (facts: RunFacts): AuditedLog => {
  const { entries, findings } = readLog(facts)
  const [first] = entries
  if (!first) return { findings }
  const plan = readPlan(facts.plan)
  if (isProblem(plan)) return { findings: [...findings, withoutPlan(facts, first, plan.problem)] }
  const followed = follow(facts, plan, entries)
  const isWhole = findings.length === 0
  return { findings: [...findings, ...followed.findings], ...(isWhole && { source: followed.source }) }
}
