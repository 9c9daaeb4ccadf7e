import { objectKey, type Stored } from './stored.ts'

/** The newest revision of every object, by name and by uid. */
export interface ObjectIndex {
  get: (resource: string, namespace: string, name: string) => Stored | undefined
  withUid: (resource: string, uid: string) => Stored | undefined
  all: (resource: string) => Map<string, Stored>
  /** Whether this is the newest revision of an object that is there. */
  holds: (entry: Stored) => boolean
  put: (entry: Stored) => void
  drop: (entry: Stored) => void
}

export const createIndex = (entries: Iterable<Stored>): ObjectIndex => {
  const objects = new Map<string, Map<string, Stored>>()
  const uids = new Map<string, Stored>()
  const all = (resource: string): Map<string, Stored> => {
    const known = objects.get(resource)
    if (known !== undefined) return known
    const made = new Map<string, Stored>()
    objects.set(resource, made)
    return made
  }
  const put = (entry: Stored) => {
    all(entry.resource).set(entry.key, entry)
    uids.set(`${entry.resource}/${entry.uid}`, entry)
  }
  for (const entry of entries) put(entry)
  return {
    get: (resource, namespace, name) => all(resource).get(objectKey(namespace, name)),
    withUid: (resource, uid) => uids.get(`${resource}/${uid}`),
    all,
    holds: (entry) => all(entry.resource).get(entry.key) === entry,
    put,
    drop: (entry) => {
      all(entry.resource).delete(entry.key)
      uids.delete(`${entry.resource}/${entry.uid}`)
    },
  }
}
