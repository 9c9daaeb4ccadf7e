import type { Context } from '../registry/context.ts'
import { createObject } from '../registry/create-object.ts'
import { deleteObject } from '../registry/delete-object.ts'
import { listObjects } from '../registry/list-objects.ts'
import type { Selection } from '../registry/select-objects.ts'
import type { Stored } from '../store/stored.ts'
import { deleteOptions, dryRunOf } from './delete-options.ts'
import { type Exchange, json, numberOf, type Reply, readJson } from './exchange.ts'
import type { Route } from './route.ts'

/** What a request selects: a namespace, labels, fields, or the one object of the path. */
export const selectionOf = ({ resource, namespace, name }: Route, query: URLSearchParams): Selection => {
  const fields = query.get('fieldSelector') ?? ''
  const named = name === undefined ? '' : `metadata.name=${name}`
  return {
    resource: resource.plural,
    namespace,
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: [fields, named].filter((term) => term !== '').join(','),
  }
}

/** GET of a collection. */
export const list = ({ store }: Context, route: Route, { query }: Exchange): Reply => {
  const { items, revision, continueToken, remaining } = listObjects(store, {
    ...selectionOf(route, query),
    limit: numberOf(query, 'limit') ?? 0,
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
  })
  const metadata = {
    resourceVersion: String(revision),
    ...(continueToken === undefined ? {} : { continue: continueToken }),
    ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
  }
  return json(200, listText(route.resource.kind, metadata, items))
}

/** The items of a typed list do not repeat their kind. */
const listText = (kind: string, metadata: object, items: readonly Stored[]): string => {
  const prefix = `{"kind":"${kind}","apiVersion":"v1",`.length
  const texts = items.map((item) => `{${item.text().slice(prefix)}`)
  return `{"kind":"${kind}List","apiVersion":"v1","metadata":${JSON.stringify(metadata)},"items":[${texts.join(',')}]}`
}

/** POST to a collection. */
export const create = async (
  context: Context,
  { resource, namespace = '' }: Route,
  exchange: Exchange,
): Promise<Reply> => {
  const body = await readJson(exchange.request, resource.kind)
  const created = createObject(context, {
    resource,
    namespace,
    body,
    dryRun: dryRunOf(exchange.query.getAll('dryRun')),
  })
  return json(201, created.text())
}

/** DELETE of a collection: of what the selectors select. */
export const deleteCollection = async (context: Context, route: Route, exchange: Exchange): Promise<Reply> => {
  const options = await deleteOptions(exchange)
  const { store } = context
  const { items, revision } = listObjects(store, {
    ...selectionOf(route, exchange.query),
    limit: 0,
    continueToken: '',
    resourceVersion: '',
    resourceVersionMatch: '',
  })
  for (const item of items) {
    const current = store.withUid(item.resource, item.uid)
    if (current !== undefined) deleteObject(context, route.resource, current, options)
  }
  return json(200, listText(route.resource.kind, { resourceVersion: String(revision) }, items))
}
