import type { Json } from '../../../core/kubernetes.ts'
import type { Scope } from './scope.ts'
import { type Site, substitute } from './substitute.ts'

/** What comes in at one stage may be looked at by the next. */
export const inStages = <T extends object>(value: T, stages: readonly Scope[], site: Site): T =>
  stages.reduce((json, scope) => substitute(json, scope, site), value as unknown as Json) as unknown as T
