import { MillraceError } from '../../core/error.ts'
import type { KubeObject } from '../../core/kubernetes.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import { frozen } from './copy.ts'
import { kubeTime } from './memory-pod-status.ts'

export interface StoredChange {
  version: number
  type: 'changed' | 'gone'
  resource: string
  object: KubeObject
}

/** The objects of the in-memory cluster, with one version counter and the history that watches read. */
export interface ClusterStore {
  /** Undefined when the name is taken. */
  create(resource: string, object: KubeObject): KubeObject | undefined
  get(resource: string, namespace: string, name: string): KubeObject | undefined
  list(resource: string, namespace?: string): KubeObject[]
  replace(resource: string, object: KubeObject): KubeObject
  remove(resource: string, object: KubeObject): void
  version(): number
  /** Changes after a version, oldest first. Throws `Expired` when the history does not go back that far. */
  changesAfter(version: number): StoredChange[]
  /** Calls back after every change; answers how to stop that. */
  onChange(listener: (change: StoredChange) => void): () => void
  /** Drops the history: every watch has to list again. */
  forget(): void
}

export const createClusterStore = (clock: Clock, random: Random): ClusterStore => {
  const resources = new Map<string, Map<string, KubeObject>>()
  const listeners = new Set<(change: StoredChange) => void>()
  let history: StoredChange[] = []
  let version = 0
  let floor = 0

  const objectsOf = (resource: string): Map<string, KubeObject> => {
    const objects = resources.get(resource) ?? new Map<string, KubeObject>()
    resources.set(resource, objects)
    return objects
  }

  const record = (type: StoredChange['type'], resource: string, object: KubeObject): KubeObject => {
    version += 1
    const stored = frozen({ ...object, metadata: { ...object.metadata, resourceVersion: String(version) } })
    const change = { version, type, resource, object: stored }
    history.push(change)
    if (type === 'changed') objectsOf(resource).set(keyOf(stored), stored)
    else objectsOf(resource).delete(keyOf(stored))
    for (const listener of listeners) listener(change)
    return stored
  }

  return {
    create(resource, object) {
      if (objectsOf(resource).has(keyOf(object))) return undefined
      const uid = random.hex(16).replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      const creationTimestamp = kubeTime(clock.now())
      return record('changed', resource, { ...object, metadata: { ...object.metadata, uid, creationTimestamp } })
    },
    get: (resource, namespace, name) => objectsOf(resource).get(`${namespace}/${name}`),
    list: (resource, namespace) =>
      [...objectsOf(resource).values()].filter(
        ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
      ),
    replace: (resource, object) => record('changed', resource, object),
    remove: (resource, object) => void record('gone', resource, object),
    version: () => version,
    changesAfter(after) {
      if (after < floor) throw new MillraceError('Expired', `too old resource version: ${after} (${floor})`)
      // One version per change: the history has no gaps.
      return history.slice(after - floor)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    forget() {
      version += 1
      floor = version
      history = []
    },
  }
}

const keyOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`
