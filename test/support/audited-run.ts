import type { RunFacts } from '../../lib/core/audit/facts.ts'
import { Entry } from '../../lib/core/event.ts'
import type { RunHeader } from '../../lib/core/header.ts'
import { headerOf } from '../../lib/core/header-of.ts'
import type { IndexedPlan } from '../../lib/core/plan.ts'
import { replay } from '../../lib/core/replay.ts'
import { dueAt } from '../../lib/core/rule/check.ts'
import { runId, type runUnderTest, startedRun } from './run-under-test.ts'

type RunUnderTest = ReturnType<typeof runUnderTest>

/** Text of a plan as it is stored. */
export const planText = (plan: IndexedPlan): string => JSON.stringify({ ...plan, dependants: undefined })

/** The log of a run as it would be stored, an entry per decision. */
export const entriesOf = ({ log }: Pick<RunUnderTest, 'log'>): Entry[] =>
  log.map(({ at, events }, n) => Entry.parse(JSON.parse(JSON.stringify({ seq: n + 1, at, causes: [], events }))))

/** All that a store would hold of a run that is well, its header at `headerSeq`, its snapshot at `snapshotSeq`. */
export const factsOf = (
  { plan, now, log }: Pick<RunUnderTest, 'plan' | 'now' | 'log'>,
  { headerSeq = log.length, snapshotSeq = log.length } = {},
): Omit<RunFacts, 'header' | 'entries'> & { header: RunHeader; entries: Entry[] } => {
  const entries = entriesOf({ log })
  const at = (seq: number) => replay(plan, entries.slice(0, seq))
  return {
    runId,
    now,
    entries,
    plan: planText(plan),
    header: { ...headerOf(runId, plan, at(headerSeq)), dueAt: dueAt(plan, at(log.length), now) },
    snapshot: { seq: snapshotSeq, text: JSON.stringify(at(snapshotSeq)) },
  }
}

/** Releases the pods of a run that has ended, and closes it. */
export const close = <R extends RunUnderTest>(run: R): R => {
  const attempts = run.state.unreleased.map(({ task, attempt }): [number, number] => [task, attempt])
  run.later(run.state.settings.horizon).send({ type: 'pods.released', runId, attempts, empty: true })
  return run
}

/** A run of which every task has succeeded in turn. */
export const succeededRun = (plan: IndexedPlan, settings = {}): RunUnderTest => {
  const run = startedRun(plan, settings)
  while (run.state.inFlight.length > 0)
    for (const index of run.state.inFlight) {
      const { name } = plan.tasks[index]!
      run.later(10).sees(name, 'running', { startedAt: run.now })
      run.later(10).sees(name, 'succeeded')
    }
  return run
}
