import type { PlanResult } from '../../../core/plan.ts'
import type { TaskResult } from '../schema/param.ts'

/** A declared result of a Task. */
export const planResult = ({ name, type, properties }: TaskResult): PlanResult => {
  if (type === 'array') return { name, type }
  if (type === 'object' || properties) return { name, type: 'object', keys: Object.keys(properties ?? {}) }
  return { name, type: 'string' }
}
