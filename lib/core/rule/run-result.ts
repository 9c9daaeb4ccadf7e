import type { EventOf } from '../event.ts'
import type { Json } from '../kubernetes.ts'
import type { IndexedPlan } from '../plan.ts'
import type { Run } from '../run.ts'
import { fill, onlySlot } from '../slot.ts'
import type { Value } from '../variable.ts'
import { valueOf } from './substitution.ts'

type Results = Record<string, Value>

/**
 * The results of the whole run, when it ends. One whose source is not there is left out if that task did not succeed;
 * if it did, that is an error of the run.
 */
export const runResults = (plan: IndexedPlan, state: Run): { results?: Results; missing?: string } => {
  const results: Results = {}
  for (const { name, value, variables } of plan.results ?? []) {
    const values = variables.map((variable) => valueOf(plan, state, { index: 0, variable }))
    const absent = variables.filter((_, n) => values[n] === undefined)
    if (absent.length === 0) {
      const only = onlySlot(value)
      results[name] = only === undefined ? (fill(value as Json, (slot) => values[slot]!) as Value) : values[only]!
      continue
    }
    const isPromised = absent.some((v) => v.type === 'result' && state.tasks[v.task]!.phase === 'Succeeded')
    if (isPromised) return { missing: name }
  }
  return Object.keys(results).length > 0 ? { results } : {}
}

/** How a run ends whose result cannot be made. */
export const resultMissing = (plan: IndexedPlan, name: string): Omit<EventOf<'run.ended'>, 'type'> => ({
  phase: 'Failed',
  reason: 'CouldntGetPipelineResult',
  message: `${plan.subject}: no value for result "${name}"`,
})
