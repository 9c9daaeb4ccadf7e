import { type Run, RunState } from '../run.ts'
import { difference, differenceText } from './difference.ts'
import type { RunFacts } from './facts.ts'
import { type Finding, isProblem } from './finding.ts'

const problemOf = (state: Run, text: string): string | undefined => {
  try {
    const stored = RunState.parse(JSON.parse(text))
    const found = difference(state, stored)
    return found && differenceText(found)
  } catch {
    return 'it is no state that this Millrace can read'
  }
}

const finding = ({ runId }: RunFacts, state: Run, message: string): Finding => ({
  code: 'SnapshotDiffers',
  runId,
  object: 'snapshot',
  message,
  repair: { type: 'snapshot.write', runId, seq: state.seq, text: JSON.stringify(state) },
})

/** Rule replay: a snapshot is the fold of the entries up to its seq. `state`: that fold. */
export const auditSnapshot = (facts: RunFacts, state: Run): Finding[] => {
  const { snapshot } = facts
  if (!snapshot || isProblem(snapshot) || snapshot.seq !== state.seq) return []
  const problem = problemOf(state, snapshot.text)
  return problem === undefined ? [] : [finding(facts, state, `of entry ${snapshot.seq}: ${problem}`)]
}

/** One that cannot be read is written again from the end of the log. `state`: what that gives. */
export const auditUnreadableSnapshot = (facts: RunFacts, state: Run): Finding[] =>
  facts.snapshot && isProblem(facts.snapshot) ? [finding(facts, state, facts.snapshot.problem)] : []
