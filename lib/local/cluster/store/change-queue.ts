import type { Batch } from './rows.ts'
import type { Change, Stored } from './stored.ts'

/** What is written, and who is told, of the changes of one turn of the event loop. */
export interface ChangeQueue {
  add: (change: Change) => void
  observe: (observer: (change: Change) => void) => void
  /** Resolves when all that was added is written; rejects when that failed, and the next one tries again. */
  persisted: () => Promise<void>
  flush: () => void
}

interface Sink {
  /** Whether this is the newest revision of an object that is there. */
  holds: (entry: Stored) => boolean
  write: (states: Pick<Batch, 'put' | 'drop'>) => void
  /** The changes are written. */
  publish: (changes: readonly Change[]) => void
  onError: (error: unknown) => void
}

/** Observers hear of a change after the one who made it has returned; then it is written; then it is published. */
export const createChangeQueue = ({ holds, write, publish, onError }: Sink): ChangeQueue => {
  const observers: ((change: Change) => void)[] = []
  const dirty = new Map<string, Stored>()
  let unobserved: Change[] = []
  let unsent: Change[] = []
  let pending: Promise<void> | undefined

  const tell = (change: Change) => {
    for (const observer of observers)
      try {
        observer(change)
      } catch (error) {
        onError(error)
      }
  }

  const tellAll = () => {
    while (unobserved.length > 0) {
      const changes = unobserved
      unobserved = []
      changes.forEach(tell)
    }
  }

  const flush = () => {
    tellAll()
    if (unsent.length === 0) return
    const states = [...dirty.values()]
    write({ put: states.filter(holds), drop: states.filter((entry) => !holds(entry)) })
    const changes = unsent
    unsent = []
    dirty.clear()
    publish(changes)
  }

  const nextFlush = (): Promise<void> =>
    new Promise((resolve, reject) => {
      setImmediate(() => {
        pending = undefined
        try {
          flush()
          resolve()
        } catch (error) {
          reject(error)
        }
      })
    })

  const persisted = (): Promise<void> => {
    if (unsent.length > 0) pending ??= nextFlush()
    return pending ?? Promise.resolve()
  }

  return {
    add: (change) => {
      if (unobserved.length === 0) queueMicrotask(tellAll)
      unobserved.push(change)
      unsent.push(change)
      dirty.set(`${change.stored.resource}/${change.stored.key}`, change.stored)
      if (pending === undefined) persisted().catch(onError)
    },
    observe: (observer) => void observers.push(observer),
    persisted,
    flush,
  }
}
