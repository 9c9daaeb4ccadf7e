import type { PlanClaim } from '../../../core/plan.ts'

/** The claims of a run, each once. */
export interface Claims {
  readonly list: PlanClaim[]
  /** Its index in the plan. */
  add(claim: PlanClaim): number
}

export const createClaims = (): Claims => {
  const list: PlanClaim[] = []
  const indices = new Map<string, number>()
  return {
    list,
    add: (claim) => {
      const index = indices.get(claim.name) ?? list.push(claim) - 1
      indices.set(claim.name, index)
      return index
    },
  }
}
