import type { Json } from '../../../core/kubernetes.ts'
import { badRequest, futureVersion, notFound } from '../api/api-error.ts'
import { decode } from '../kind/decode.ts'
import { kindOf } from '../kind/kinds.ts'
import { patchFor } from '../patch/patch.ts'
import type { Context } from '../registry/context.ts'
import { deleteObject } from '../registry/delete-object.ts'
import { isVersion } from '../registry/list-objects.ts'
import { checkUid, updateObject } from '../registry/update-object.ts'
import type { Stored } from '../store/stored.ts'
import { deleteOptions, dryRunOf } from './delete-options.ts'
import { contentType, type Exchange, json, type Reply, readBody, readJson } from './exchange.ts'
import type { Route } from './route.ts'

/** The object of the path as it is now. Throws the API server's 404. */
export const found = ({ store }: Context, { resource, namespace = '', name = '' }: Route): Stored => {
  const entry = store.get(resource.plural, namespace, name)
  if (entry === undefined) throw notFound(resource.plural, name)
  return entry
}

export const get = (context: Context, route: Route, { query }: Exchange): Reply => {
  const asked = query.get('resourceVersion') ?? ''
  if (isVersion(asked) && Number(asked) > context.store.revision())
    throw futureVersion(Number(asked), context.store.revision())
  return json(200, found(context, route).text())
}

export const put = async (context: Context, route: Route, { request, query }: Exchange): Promise<Reply> => {
  const { resource } = route
  const next = decode(resource.kind, await readJson(request, resource.kind))
  const current = found(context, route)
  checkUid(resource, current, next.metadata.uid)
  const status = route.subresource === 'status'
  return json(200, updateObject(context, { resource, current, next, status, dryRun: isDry(query) }).text())
}

export const patch = async (context: Context, route: Route, { request, query }: Exchange): Promise<Reply> => {
  const { resource } = route
  const text = await readBody(request)
  const apply = patchFor(contentType(request))
  const body = parsedPatch(text)
  const current = found(context, route)
  const patched = apply(current.object, body)
  const next = decode(resource.kind, patched)
  const status = route.subresource === 'status'
  return json(200, updateObject(context, { resource, current, next, status, dryRun: isDry(query) }).text())
}

const parsedPatch = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw badRequest(`error decoding patch: ${(error as Error).message}`)
  }
}

const isDry = (query: URLSearchParams): boolean => dryRunOf(query.getAll('dryRun'))

export const remove = async (context: Context, route: Route, exchange: Exchange): Promise<Reply> => {
  const options = await deleteOptions(exchange)
  const { resource } = route
  const current = found(context, route)
  const { gone, object } = deleteObject(context, resource, current, options)
  if (!gone || kindOf(resource.plural).answersDeleted === true) return json(200, object)
  const details = { name: current.name, kind: resource.plural, uid: current.uid }
  return json(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details })
}
