import { refusal, type Status, unavailable } from './errors.ts'
import type { KubeApi } from './request.ts'

/**
 * Creates an object by its own name, or answers what has that name already.
 * Another conflict (a quota that changed meanwhile) is `Unavailable`: nothing was created, and the same may pass next time.
 */
export const createObject = async <T extends Named>(
  api: KubeApi,
  collection: string,
  object: T,
): Promise<Created<T>> => {
  const { name } = object.metadata
  const title = `POST ${collection}`
  // Twice: what had the name may be gone when we look at it.
  for (let tries = 0; tries < 2; tries += 1) {
    const answer = await api.send({ method: 'POST', path: collection, body: object, accept: [409] })
    if (answer.code !== 409) return { created: true, object: answer.body as T }
    const status = answer.body as Status
    if (status.reason !== 'AlreadyExists') throw unavailable(refusal(409, status, title).message, title)
    const there = await readObject<T>(api, `${collection}/${encodeURIComponent(name)}`)
    if (there) return { created: false, object: there }
  }
  throw unavailable(`"${name}" was taken, then gone, twice.`, title)
}

/** The object at that path; undefined when there is none. */
export const readObject = async <T>(api: KubeApi, path: string): Promise<T | undefined> => {
  const answer = await api.send({ method: 'GET', path, accept: [404] })
  return answer.code === 404 ? undefined : (answer.body as T)
}

interface Named {
  metadata: { name: string }
}

interface Created<T> {
  created: boolean
  object: T
}
