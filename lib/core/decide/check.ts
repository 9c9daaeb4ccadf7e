import type * as z from 'zod'
import type { Event } from '../event.ts'
import type { RunCheck } from '../message.ts'
import type { IndexedPlan } from '../plan.ts'
import { giveUp, stopRun } from '../rule/cancel.ts'
import { page } from '../rule/check.ts'
import { attemptDeadline, isOverdue, runDeadline } from '../rule/deadline.ts'
import { lostAt } from '../rule/node-loss.ts'
import type { Run } from '../run.ts'
import { observe } from './observe.ts'

/** A pod whose end nobody will tell is as good as gone. */
const giveUpLost = (plan: IndexedPlan, state: Run, input: { index: number; now: number }): Event[] => {
  const { attempt, uid } = state.tasks[input.index]!
  const message = 'its node has not said that it ended'
  const seen = { task: input.index, attempt, uid, nonce: state.nonce, phase: 'gone', message } as const
  return observe(plan, state, { seen, now: input.now })
}

/** What is overdue in this page of the run. Of attempts that are lost one at a time: its end may be that of others. */
export const check = (
  plan: IndexedPlan,
  state: Run,
  { message, now }: { message: z.infer<typeof RunCheck>; now: number },
): Event[] => {
  const overall = runDeadline(plan, state)
  if (isOverdue(overall, now)) return stopRun(plan, state, overall.stop)
  const { of, from } = message.page ?? { of: 'inFlight', from: 0 }
  if (of !== 'inFlight') return []
  const flying = page(state.inFlight, from)
  const lost = flying.find((index) => (lostAt(plan, state, index) ?? Infinity) <= now)
  if (lost !== undefined) return giveUpLost(plan, state, { index: lost, now })
  return flying.flatMap((index) => {
    const deadline = attemptDeadline(plan, state, index)
    return isOverdue(deadline, now) ? giveUp(state, index, deadline.stop) : []
  })
}
