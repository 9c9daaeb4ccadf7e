import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { planTask } from '../task.ts'

/** Kubernetes' own, in seconds. */
const defaultGrace = 30

/**
 * Rule node-loss: a pod that was told to go, by us or by the cluster, and whose end nobody has seen, has a node that does
 * not speak any more. Epoch ms at which it is given up: its grace and `nodeLostTimeout` after it was told. Its container
 * may still run, and overlap with the next attempt.
 */
export const lostAt = (plan: IndexedPlan, state: Run, index: number): number | undefined => {
  const { phase, leavingAt, stopping } = state.tasks[index]!
  const toldAt = Math.min(leavingAt ?? Infinity, stopping?.at ?? Infinity)
  if (phase !== 'Running' || toldAt === Infinity) return undefined
  const grace = Number(plan.pods[planTask(plan, state, index).pod]!.spec['terminationGracePeriodSeconds'])
  return toldAt + (Number.isNaN(grace) ? defaultGrace : grace) * 1_000 + state.settings.nodeLostTimeout
}
