import { type IndexedPlan, indexPlan, Plan } from '../plan.ts'
import type { Problem } from './finding.ts'

/** The plan that its text gives. */
export const readPlan = (stored: string | Problem | undefined): IndexedPlan | Problem => {
  if (stored === undefined) return { problem: 'it is missing' }
  if (typeof stored !== 'string') return stored
  try {
    return indexPlan(Plan.parse(JSON.parse(stored)))
  } catch {
    return { problem: 'it is no plan that this Millrace can read' }
  }
}
