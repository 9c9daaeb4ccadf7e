import { badRequest, expired, futureVersion } from '../api/api-error.ts'
import type { ObjectStore } from '../store/object-store.ts'
import type { Stored } from '../store/stored.ts'
import { type Selection, selectorOf } from './select-objects.ts'

export interface ListQuery extends Selection {
  limit: number
  continueToken: string
  resourceVersion: string
  resourceVersionMatch: string
}

export interface Listing {
  items: Stored[]
  /** A watch from here misses nothing that the list does not show. */
  revision: number
  continueToken?: string
  remaining?: number
}

/**
 * GET of a collection, sorted by namespace and name. All pages carry the revision of the first one: a later page may
 * show newer objects, and a watch from that revision tells of them again. Throws the API server's 400, 410, 504.
 */
export const listObjects = (store: ObjectStore, query: ListQuery): Listing => {
  const selected = selectorOf(query)
  checkVersion(store, query)
  const start = query.continueToken === '' ? undefined : readToken(store, query)
  const revision = start?.revision ?? store.revision()
  const found: Stored[] = []
  for (const one of store.all(query.resource).values())
    if ((start === undefined || one.key > start.after) && selected(one)) found.push(one)
  found.sort((a, b) => (a.key < b.key ? -1 : 1))
  return page(found, query, revision)
}

const page = (found: Stored[], { limit, labelSelector, fieldSelector }: ListQuery, revision: number): Listing => {
  const last = limit > 0 && found.length > limit ? found[limit - 1] : undefined
  if (last === undefined) return { items: found, revision }
  const continueToken = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: last.key })).toString(
    'base64url',
  )
  const plain = labelSelector === '' && fieldSelector === ''
  return {
    items: found.slice(0, limit),
    revision,
    continueToken,
    ...(plain ? { remaining: found.length - limit } : {}),
  }
}

const readToken = (store: ObjectStore, { resource, continueToken }: ListQuery): { revision: number; after: string } => {
  const { rv, start } = parsedToken(continueToken)
  if (rv < store.history(resource).oldest())
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
    )
  return { revision: rv, after: start }
}

const parsedToken = (token: string): { rv: number; start: string } => {
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as Record<string, unknown>
    if (v === 'meta.k8s.io/v1' && typeof rv === 'number' && typeof start === 'string') return { rv, start }
    throw new Error('continue key is not valid: unexpected content')
  } catch (error) {
    throw badRequest(`invalid continue token: ${(error as Error).message}`)
  }
}

/** A number, as texts of revisions are. */
export const isVersion = (text: string): boolean => /^\d+$/.test(text)

const checkVersion = (store: ObjectStore, { resourceVersion, resourceVersionMatch }: ListQuery) => {
  if (resourceVersion === '') return
  if (!isVersion(resourceVersion))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`,
    )
  const asked = Number(resourceVersion)
  if (asked > store.revision()) throw futureVersion(asked, store.revision())
  if (resourceVersionMatch === 'Exact' && asked !== store.revision())
    throw expired(`too old resource version: ${asked}`)
}
