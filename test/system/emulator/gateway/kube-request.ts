/** What a request asks of the Kubernetes API, in the words of RBAC. */
export interface KubeRequest {
  verb: string
  group: string
  /** Plural, with its subresource: `pods/log`. Empty for a path that is no resource. */
  resource: string
  namespace: string
  name: string
  /** The path, for requests that ask for no resource. */
  path: string
}

/** Reads method and path as the API server's RequestInfo does. */
export const readKubeRequest = (method: string, url: URL): KubeRequest => {
  const path = url.pathname
  const [, group = '', rest = ''] =
    /^\/api\/v1\/(.+)$/.exec(path)?.toSpliced(1, 0, '') ?? /^\/apis\/([^/]+)\/[^/]+\/(.+)$/.exec(path) ?? []
  const parts = rest
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent)
  const inside = parts[0] === 'namespaces' && parts.length > 2
  const namespace = parts[0] === 'namespaces' ? (parts[1] ?? '') : ''
  const [plural = '', name = '', subresource] = inside ? parts.slice(2) : parts
  const resource = subresource === undefined ? plural : `${plural}/${subresource}`
  return { verb: verbOf(method, { name, url, isResource: plural !== '' }), group, resource, namespace, name, path }
}

const verbOf = (method: string, { name, url, isResource }: { name: string; url: URL; isResource: boolean }): string => {
  if (!isResource) return method.toLowerCase()
  const watched = ['true', '1'].includes(url.searchParams.get('watch') ?? '')
  if (method === 'GET' || method === 'HEAD') return watched ? 'watch' : name === '' ? 'list' : 'get'
  if (method === 'DELETE') return name === '' ? 'deletecollection' : 'delete'
  return { POST: 'create', PUT: 'update', PATCH: 'patch' }[method] ?? method.toLowerCase()
}
