import type { RunHeader } from '../header.ts'
import { headerOf } from '../header-of.ts'
import type { IndexedPlan } from '../plan.ts'
import { dueAt } from '../rule/check.ts'
import type { Run } from '../run.ts'
import { difference, differenceText } from './difference.ts'
import type { RunFacts } from './facts.ts'
import { type Finding, isProblem } from './finding.ts'

/** What the header has to agree with. */
export interface HeaderSource {
  plan: IndexedPlan
  /** At the end of the log. */
  state: Run
  /** What the log gave at the header's seq; absent when it has no such entry. */
  atHeader?: Omit<RunHeader, 'dueAt'>
}

const problemOf = (stored: RunHeader, { state, atHeader }: HeaderSource): string | undefined => {
  if (!atHeader) return `it is of entry ${stored.seq}, and the log ends with entry ${state.seq}`
  const found = difference({ ...atHeader, dueAt: stored.dueAt }, stored)
  if (found) return differenceText(found)
  if (stored.phase !== state.phase) return differenceText({ path: 'phase', got: state.phase, stored: stored.phase })
  if (state.closed && stored.dueAt !== undefined) return 'the run is closed, and the header says when to look at it'
  if (!state.closed && stored.dueAt === undefined) return 'the run is open, and the header says that nobody need look'
  return undefined
}

/**
 * Rule header: derived from the log. Between changes of phase it may stay behind, but it is what the log gave at its seq,
 * it has the phase of now, and it says when to look at the run as long as that is not closed.
 */
export const auditHeader = ({ runId, header, now }: RunFacts, source: HeaderSource): Finding[] => {
  const { plan, state } = source
  const finding = (code: 'HeaderMissing' | 'HeaderDiffers', message: string): Finding[] => {
    const written = { ...headerOf(runId, plan, state), dueAt: dueAt(plan, state, now) }
    return [{ code, runId, object: 'header', message, repair: { type: 'header.write', header: written, over: header } }]
  }
  if (!header) return finding('HeaderMissing', `run "${state.name}" is in no list, and nobody will look at it`)
  const problem = isProblem(header) ? header.problem : problemOf(header, source)
  return problem === undefined ? [] : finding('HeaderDiffers', problem)
}

/** Rule overdue: somebody looks at an open run soon after it is due. */
export const auditDue = ({ runId, header, now, overdueAfter }: RunFacts): Finding[] => {
  if (!header || isProblem(header) || header.dueAt === undefined || overdueAfter === undefined) return []
  const late = now - header.dueAt
  if (late <= overdueAfter) return []
  const message = `nobody has looked at run "${header.name}", which was due ${Math.round(late / 1000)} s ago`
  return [{ code: 'RunOverdue', runId, object: 'header', message, repair: { type: 'run.check', runId } }]
}
