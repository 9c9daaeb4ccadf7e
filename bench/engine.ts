/** The pure engine alone: decide, evolve and wants for every task of a run, one observation at a time. */
import type { IndexedPlan } from '../lib/core/plan.ts'
import { runId, startedRun } from '../test/support/run-under-test.ts'
import { figure, heading, median } from './budget.ts'
import { chain, fanOut } from './plans.ts'

const tasksPerSecond = (plan: IndexedPlan): number => {
  const run = startedRun(plan)
  const started = performance.now()
  while (run.state.open > 0) {
    const task = run.state.inFlight[0]!
    const seen = {
      task,
      attempt: 0,
      uid: `uid-${task}`,
      nonce: run.state.nonce,
      phase: 'succeeded',
      exitCode: 0,
    } as const
    const message = { type: 'pods.observed', runId, observations: [seen] } as const
    run.wants([{ ...message, observations: [seen] }], { events: run.send({ ...message, observations: [seen] }) })
  }
  return plan.tasks.length / ((performance.now() - started) / 1_000)
}

const repeated = (plan: IndexedPlan, times: number): number =>
  median(Array.from({ length: times }, () => tasksPerSecond(plan)))

heading('Engine alone (decide, evolve, wants)')
repeated(fanOut(1_000), 3)
figure('fan-out of 10,000', repeated(fanOut(10_000), 5), { atLeast: 50_000 }, 'tasks/s')
figure('chain of 1,000', repeated(chain(1_000), 9), { atLeast: 50_000 }, 'tasks/s')
const ratio = repeated(fanOut(1_000), 9) / repeated(fanOut(10_000), 5)
figure('cost per task at 10,000 over that at 1,000', ratio, { atMost: 1.3 }, 'ratio')
