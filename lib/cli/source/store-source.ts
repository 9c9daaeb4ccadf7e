import { systemClock } from '../../adapters/system/system-clock.ts'
import { type Applied, createApplyDefinition } from '../../app/apply-definition.ts'
import type { Plain, Spoken } from '../../dialects/sort-documents.ts'
import type { Documents } from '../../ports/cluster.ts'
import type { Definitions } from '../../ports/definitions.ts'
import type { NamespaceOf } from './local-definitions.ts'

/** Stores definitions that were checked, in the order of the files. */
export const storeDefinitions = async (
  found: readonly Spoken[],
  { definitions, namespaceOf }: { definitions: Definitions; namespaceOf: NamespaceOf },
): Promise<Applied[]> => {
  const apply = createApplyDefinition({ definitions, clock: systemClock })
  const applied: Applied[] = []
  for (const spoken of found) {
    const { dialect, document, kind, name } = spoken
    applied.push(await apply(dialect, document, { namespace: namespaceOf(spoken), kind, name: name! }))
  }
  return applied
}

export interface AppliedObject {
  kind: string
  name: string
  result: 'created' | 'configured' | 'unchanged'
}

/** Kinds whose objects are in no namespace. */
const ofTheCluster = new Set(['Namespace', 'PersistentVolume', 'StorageClass', 'ClusterRole', 'ClusterRoleBinding'])

/** Applies what is the cluster's business, with the rights of whoever sits at the terminal. */
export const applyObjects = async (
  plain: readonly Plain[],
  { documents, namespace }: { documents: Documents; namespace: string },
): Promise<AppliedObject[]> => {
  const applied: AppliedObject[] = []
  for (const { object } of plain) {
    const { metadata } = object
    const isPlaced = metadata.namespace !== undefined || ofTheCluster.has(object.kind)
    const result = await documents.apply(isPlaced ? object : { ...object, metadata: { ...metadata, namespace } })
    applied.push({ kind: object.kind, name: object.metadata.name, result })
  }
  return applied
}
