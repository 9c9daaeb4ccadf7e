import { auditDue, auditHeader } from './audit-header.ts'
import { auditLog } from './audit-log.ts'
import { auditClaims, auditPods, auditStrays } from './audit-objects.ts'
import { auditUnreadableSnapshot } from './audit-snapshot.ts'
import type { RunFacts } from './facts.ts'
import { type Finding, isProblem } from './finding.ts'

/** What is left of a run that has no log. */
const auditUnknown = (facts: RunFacts): Finding[] => {
  const { runId, header, archived = 0 } = facts
  const findings: Finding[] = []
  if (header) {
    const [seq, message] = isProblem(header)
      ? [undefined, header.problem]
      : [header.seq, `run "${header.name}" has no log`]
    findings.push({
      code: 'HeaderWithoutLog',
      runId,
      object: 'header',
      message,
      repair: { type: 'header.remove', runId, seq },
    })
  }
  if (archived > 0) {
    const message = `the store does not know the run that ${archived} of them are of`
    findings.push({
      code: 'ArchiveWithoutRun',
      runId,
      object: 'logs',
      message,
      repair: { type: 'archive.remove', runId },
    })
  }
  return [...findings, ...auditStrays(runId, facts)]
}

/**
 * Where what is stored of a run, and what a cluster shows of it, is not as the invariants say. Pure, one pass over the
 * log; none for a run that is well. What depends on a log that cannot be followed to its end is not judged.
 */
export const auditRun = (facts: RunFacts): Finding[] => {
  const { runId, entries, snapshot, pods = [], claims = [] } = facts
  if (entries.length === 0 && !snapshot) return auditUnknown(facts)
  const { findings, source } = auditLog(facts)
  if (!source) return findings
  return [
    ...findings,
    ...auditUnreadableSnapshot(facts, source.state),
    ...auditHeader(facts, source),
    ...(source.state.closed ? [] : auditDue(facts)),
    ...auditPods(runId, source.state, pods),
    ...auditClaims(runId, source, claims),
  ]
}
