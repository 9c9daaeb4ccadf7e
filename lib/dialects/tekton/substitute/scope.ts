import type { Value } from '../../../core/variable.ts'
import type { Issue } from '../../issue.ts'

/** Something wrong with a reference; its place is known to who substitutes. */
export type Problem = Pick<Issue, 'code' | 'message' | 'hint' | 'severity'>

/**
 * What references stand for at some stage: texts, which may have slots, lists or maps of them. Undefined: not known
 * here, so it stays as it is written.
 */
export type Scope = (reference: string) => { value: Value; problem?: undefined } | { problem: Problem } | undefined

/** The first scope that knows a reference. */
export const firstOf =
  (...scopes: readonly Scope[]): Scope =>
  (reference) => {
    for (const scope of scopes) {
      const found = scope(reference)
      if (found) return found
    }
    return undefined
  }
