/** A kind of object that the embedded cluster serves, all of them of the core group, v1. */
export interface Resource {
  plural: string
  singular: string
  kind: string
  namespaced: boolean
  shortNames?: string[]
  categories?: string[]
  verbs: string[]
  subresources: Record<string, { kind: string; verbs: string[] }>
}

const reading = ['get', 'list', 'watch']
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const status = (kind: string) => ({ status: { kind, verbs: ['get', 'patch', 'update'] } })
const log = { log: { kind: 'Pod', verbs: ['get'] } }

const resources: readonly Resource[] = [
  {
    plural: 'configmaps',
    singular: 'configmap',
    kind: 'ConfigMap',
    namespaced: true,
    shortNames: ['cm'],
    verbs,
    subresources: {},
  },
  { plural: 'events', singular: 'event', kind: 'Event', namespaced: true, shortNames: ['ev'], verbs, subresources: {} },
  {
    plural: 'namespaces',
    singular: 'namespace',
    kind: 'Namespace',
    namespaced: false,
    shortNames: ['ns'],
    verbs: verbs.filter((verb) => verb !== 'deletecollection'),
    subresources: status('Namespace'),
  },
  {
    plural: 'nodes',
    singular: 'node',
    kind: 'Node',
    namespaced: false,
    shortNames: ['no'],
    verbs: reading,
    subresources: {},
  },
  {
    plural: 'persistentvolumeclaims',
    singular: 'persistentvolumeclaim',
    kind: 'PersistentVolumeClaim',
    namespaced: true,
    shortNames: ['pvc'],
    verbs,
    subresources: status('PersistentVolumeClaim'),
  },
  {
    plural: 'pods',
    singular: 'pod',
    kind: 'Pod',
    namespaced: true,
    shortNames: ['po'],
    categories: ['all'],
    verbs,
    subresources: { ...log, ...status('Pod') },
  },
  { plural: 'secrets', singular: 'secret', kind: 'Secret', namespaced: true, verbs, subresources: {} },
  {
    plural: 'serviceaccounts',
    singular: 'serviceaccount',
    kind: 'ServiceAccount',
    namespaced: true,
    shortNames: ['sa'],
    verbs,
    subresources: {},
  },
]

const byPlural = new Map(resources.map((resource) => [resource.plural, resource]))

export const resourceNamed = (plural: string): Resource | undefined => byPlural.get(plural)

export const allResources = (): readonly Resource[] => resources
