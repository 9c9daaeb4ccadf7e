import type { Change } from './stored.ts'

/** The latest changes of one resource, so that a watch can resume. Bounded: what falls out cannot be resumed from. */
export interface History {
  append: (change: Change) => void
  /** Changes after `revision`, oldest first; undefined when some of them are forgotten. */
  after: (revision: number) => Change[] | undefined
  /** A watch can resume from this revision, and from any later one. */
  oldest: () => number
}

/** `start`: the revision at which the history begins. Holds `limit` to twice `limit` changes. */
export const createHistory = (start: number, limit: number): History => {
  let changes: Change[] = []
  let oldest = start
  const firstAfter = (revision: number): number => {
    let low = 0
    let high = changes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((changes[middle] as Change).stored.revision > revision) high = middle
      else low = middle + 1
    }
    return low
  }
  return {
    append: (change) => {
      changes.push(change)
      if (changes.length < 2 * limit) return
      oldest = (changes[limit - 1] as Change).stored.revision
      changes = changes.slice(limit)
    },
    after: (revision) => (revision < oldest ? undefined : changes.slice(firstAfter(revision))),
    oldest: () => oldest,
  }
}
