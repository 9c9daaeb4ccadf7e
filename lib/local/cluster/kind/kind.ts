import type { KubeObject } from '../../../core/kubernetes.ts'
import type { Cause } from '../api/api-error.ts'
import type { NameRule } from '../api/names.ts'

/** What is particular to a kind of object. */
export interface Kind {
  name?: NameRule
  /** Fills in what the server fills in when an object is written. */
  complete?: (object: KubeObject) => KubeObject
  /** Adds what only a new object gets. */
  begin?: (object: KubeObject) => KubeObject
  errors?: (object: KubeObject) => Cause[]
  updateErrors?: (next: KubeObject, current: KubeObject) => Cause[]
  /** Counts changes of its spec in `metadata.generation`. */
  generation?: boolean
  /** Its deletion lets it run on for a while: seconds, unless `asked`. */
  grace?: (object: KubeObject, asked: number | undefined) => number
  /** A deletion answers with the object that is gone, not with a Status. */
  answersDeleted?: boolean
}
