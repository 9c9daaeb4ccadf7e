import type { Clock } from '../../../ports/clock.ts'
import type { ObjectStore } from '../store/object-store.ts'

/** What every operation on objects needs. */
export interface Context {
  store: ObjectStore
  clock: Clock
}
