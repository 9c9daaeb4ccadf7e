import { methodNotAllowed, noSuchResource } from '../api/api-error.ts'
import type { Kubelet } from '../kubelet.ts'
import type { Context } from '../registry/context.ts'
import { create, deleteCollection, list } from './collection.ts'
import { discover } from './discovery.ts'
import { type Exchange, isOn, type Reply } from './exchange.ts'
import { log } from './log.ts'
import { get, patch, put, remove } from './object.ts'
import { parseRoute, type Route } from './route.ts'
import { watch } from './watch.ts'

/** Carries out a request. Undefined when the answer is a stream that is under way. Throws `ApiError`. */
export const answer = async (context: Context, kubelet: Kubelet, exchange: Exchange): Promise<Reply | undefined> => {
  const { method, path, query, request } = exchange
  const known = discover(path, request.headers.host ?? '')
  if (known !== undefined) return known
  const route = parseRoute(path)
  if (route === undefined) throw noSuchResource()
  const verb = verbOf(method, route, query)
  const allowed =
    route.subresource === undefined ? route.resource.verbs : route.resource.subresources[route.subresource]?.verbs
  if (verb === undefined || allowed?.includes(verb) !== true) throw methodNotAllowed()
  if (verb === 'watch') watch(context, route, exchange)
  else if (route.subresource === 'log') await log(context, kubelet, route, exchange)
  else return act(verb, context, route, exchange)
  return undefined
}

type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

const verbOf = (method: string, { resource, namespace, name }: Route, query: URLSearchParams): Verb | undefined => {
  const everywhere = resource.namespaced && namespace === undefined
  if (method === 'GET' && isOn(query, 'watch')) return 'watch'
  if (method === 'GET' && name === undefined) return 'list'
  if (everywhere) return undefined
  if (name === undefined) return method === 'POST' ? 'create' : method === 'DELETE' ? 'deletecollection' : undefined
  return ({ GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const)[method]
}

const act = async (
  verb: Exclude<Verb, 'watch'>,
  context: Context,
  route: Route,
  exchange: Exchange,
): Promise<Reply> => {
  switch (verb) {
    case 'get':
      return get(context, route, exchange)
    case 'list':
      return list(context, route, exchange)
    case 'create':
      return create(context, route, exchange)
    case 'update':
      return put(context, route, exchange)
    case 'patch':
      return patch(context, route, exchange)
    case 'delete':
      return remove(context, route, exchange)
    case 'deletecollection':
      return deleteCollection(context, route, exchange)
    default:
      return verb satisfies never
  }
}
