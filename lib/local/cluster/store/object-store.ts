import type { DatabaseSync } from 'node:sqlite'
import type { KubeObject } from '../../../core/kubernetes.ts'
import { createChangeQueue } from './change-queue.ts'
import { createHistory, type History } from './history.ts'
import { createIndex } from './object-index.ts'
import { type Created, openRows } from './rows.ts'
import { type Change, type Stored, stored } from './stored.ts'

/**
 * The objects of the embedded cluster: in memory, with every change written to SQLite before anybody outside is told
 * of it. The changes of one turn of the event loop are one transaction.
 */
export interface ObjectStore {
  /** The revision of the latest change. */
  revision: () => number
  get: (resource: string, namespace: string, name: string) => Stored | undefined
  withUid: (resource: string, uid: string) => Stored | undefined
  /** Oldest object first. */
  all: (resource: string) => ReadonlyMap<string, Stored>
  /** `record`: remembered for ever, in the same transaction. */
  create: (resource: string, object: KubeObject, record?: Created) => Stored
  replace: (current: Stored, object: KubeObject) => Stored
  /** `last`: what it looked like in the end. */
  remove: (current: Stored, last?: KubeObject) => void
  /** Called with every change, after the one who made it has returned, before it is written. */
  observe: (observer: (change: Change) => void) => void
  /** Called with changes that are written. Answers how to stop that. */
  subscribe(subscriber: (changes: readonly Change[]) => void): () => void
  history: (resource: string) => History
  /** Resolves when all that has changed is written. */
  persisted: () => Promise<void>
  /** Writes now. Throws what SQLite throws; nothing is lost, the next one tries again. */
  flush: () => void
}

export interface StoreOptions {
  /** Changes per resource that a watch can resume from, at least. */
  historyLimit?: number
  onError: (error: unknown) => void
}

/** Revisions are reserved in blocks: one write serves many, and they never go back after a crash. */
const block = 1_000

export const openObjectStore = (database: DatabaseSync, options: StoreOptions): ObjectStore => {
  const rows = openRows(database)
  const loaded = rows.load()
  const index = createIndex(loaded.objects)
  const histories = new Map<string, History>()
  const subscribers = new Set<(changes: readonly Change[]) => void>()
  let { bound } = loaded
  let revision = bound
  let created: Created[] = []

  const history = (resource: string): History => {
    const known = histories.get(resource) ?? createHistory(loaded.bound, options.historyLimit ?? 4_096)
    histories.set(resource, known)
    return known
  }

  const queue = createChangeQueue({
    holds: index.holds,
    write: (states) => {
      if (revision > bound) bound = revision + block
      rows.write({ ...states, created, bound })
      created = []
    },
    publish: (changes) => {
      for (const change of changes) history(change.stored.resource).append(change)
      for (const subscriber of subscribers) subscriber(changes)
      for (const { type, stored: entry, previous } of changes) {
        previous?.release()
        if (type === 'DELETED') entry.release()
      }
    },
    onError: options.onError,
  })

  const put = (resource: string, object: KubeObject): Stored => {
    const entry = stored(resource, object, ++revision)
    index.put(entry)
    return entry
  }

  return {
    revision: () => revision,
    get: index.get,
    withUid: index.withUid,
    all: index.all,
    create: (resource, object, record) => {
      const entry = put(resource, object)
      if (record !== undefined) created.push(record)
      queue.add({ type: 'ADDED', stored: entry })
      return entry
    },
    replace: (current, object) => {
      const entry = put(current.resource, object)
      queue.add({ type: 'MODIFIED', stored: entry, previous: current })
      return entry
    },
    remove: (current, last = current.object) => {
      index.drop(current)
      queue.add({ type: 'DELETED', stored: stored(current.resource, last, ++revision), previous: current })
    },
    observe: queue.observe,
    subscribe: (subscriber) => {
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    },
    history,
    persisted: queue.persisted,
    flush: queue.flush,
  }
}
