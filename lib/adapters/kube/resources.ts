import { isError, MillraceError } from '../../core/error.ts'
import type { KubeApi } from './request.ts'

/** Where the objects of a kind are: `root` is `/api/v1` or `/apis/GROUP/VERSION`. */
export interface Resource {
  root: string
  name: string
  kind: string
  namespaced: boolean
}

export interface Resources {
  /** Throws `Invalid` when the cluster has no such kind. */
  ofKind(apiVersion: string, kind: string): Promise<Resource>
  /** By plural name, `pods`, or with its group, `deployments.apps`. Throws `Invalid` when there is none. */
  named(plural: string): Promise<Resource>
}

/** What kinds the cluster knows, asked for once per group and version. */
export const createResources = (api: KubeApi): Resources => {
  const known = new Map<string, Resource[]>()
  const fetched = async (root: string): Promise<Resource[]> => {
    const list = await resourcesAt(api, root)
    known.set(root, list)
    return list
  }
  const find = async (root: string, matches: (resource: Resource) => boolean): Promise<Resource | undefined> =>
    // A kind that was missing may have been defined since.
    known.get(root)?.find(matches) ?? (await fetched(root)).find(matches)

  return {
    async ofKind(apiVersion, kind) {
      const found = await find(rootOf(apiVersion), (resource) => resource.kind === kind)
      if (!found) throw new MillraceError('Invalid', `The cluster has no kind ${kind} in ${apiVersion}.`)
      return found
    },
    async named(plural) {
      const [name = '', ...group] = plural.split('.')
      const matches = (resource: Resource): boolean => resource.name === name
      const core = group.length === 0 ? await find('/api/v1', matches) : undefined
      if (core) return core
      for (const root of await groupRoots(api, group.join('.'))) {
        const found = await find(root, matches)
        if (found) return found
      }
      throw new MillraceError('Invalid', `The cluster has no resource "${plural}".`)
    },
  }
}

const rootOf = (apiVersion: string): string => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`)

const resourcesAt = async (api: KubeApi, root: string): Promise<Resource[]> => {
  try {
    const { body } = await api.send({ method: 'GET', path: root })
    return (body as { resources: Omit<Resource, 'root'>[] }).resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced }) => ({ root, name, kind, namespaced }))
  } catch (error) {
    // What no group serves is answered in plain text, not with a Status.
    if (isError(error) && error.details['status'] === 404) return []
    throw error
  }
}

const groupRoots = async (api: KubeApi, group: string): Promise<string[]> => {
  const { body } = await api.send({ method: 'GET', path: '/apis' })
  return (body as { groups: Group[] }).groups
    .filter(({ name }) => group === '' || name === group)
    .map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)
}

interface Group {
  name: string
  preferredVersion: { groupVersion: string }
}
