import { type Resource, resourceNamed } from '../api/resource.ts'

/** What a path of the API speaks of. */
export interface Route {
  resource: Resource
  /** Undefined: all namespaces, or a resource that has none. */
  namespace: string | undefined
  name: string | undefined
  subresource: string | undefined
}

/** `/api/v1/[namespaces/NS/]PLURAL[/NAME[/SUBRESOURCE]]`; undefined when there is no such resource. */
export const parseRoute = (path: string): Route | undefined => {
  const parts = path.split('/').slice(1).map(decoded)
  if (parts.at(-1) === '') parts.pop()
  const [api, version, ...rest] = parts
  if (api !== 'api' || version !== 'v1' || rest.includes('')) return undefined
  const [first, namespace, plural] = rest
  const inside = first === 'namespaces' && plural !== undefined ? resourceNamed(plural) : undefined
  return inside?.namespaced === true
    ? routeTo(inside, namespace, rest.slice(3))
    : routeTo(resourceNamed(first ?? ''), undefined, rest.slice(1))
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const routeTo = (resource: Resource | undefined, namespace: string | undefined, rest: string[]): Route | undefined => {
  const [name, subresource, more] = rest
  if (resource === undefined || more !== undefined) return undefined
  if (subresource !== undefined && !Object.hasOwn(resource.subresources, subresource)) return undefined
  return { resource, namespace, name, subresource }
}
