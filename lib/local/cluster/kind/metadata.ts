import type { KubeObject, ObjectMeta } from '../../../core/kubernetes.ts'
import type { Cause } from '../api/api-error.ts'
import { forbiddenField, invalidValue, required, tooLong } from '../api/field-error.ts'
import { dnsSubdomain, labelValue, type NameRule, qualifiedName } from '../api/names.ts'

const annotationBytes = 262_144
/** Finalizers without a domain that the API server knows. */
const plainFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

/** What is wrong with an object's metadata. */
export const metadataErrors = (metadata: ObjectMeta, nameRule: NameRule = dnsSubdomain): Cause[] => [
  ...nameErrors(metadata, nameRule),
  ...labelErrors('metadata.labels', metadata.labels ?? {}),
  ...annotationErrors(metadata.annotations ?? {}),
  ...(metadata.finalizers ?? []).flatMap(finalizerErrors),
]

const nameErrors = ({ name, generateName }: ObjectMeta, rule: NameRule): Cause[] => {
  const prefix = generateName?.replace(/-$/, 'a')
  const errors =
    prefix === undefined ? [] : rule(prefix).map((why) => invalidValue('metadata.generateName', generateName, why))
  if (name === undefined) return [...errors, required('metadata.name', 'name or generateName is required')]
  return [...errors, ...rule(name).map((why) => invalidValue('metadata.name', name, why))]
}

export const labelErrors = (field: string, labels: Readonly<Record<string, string>>): Cause[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedName(key).map((why) => invalidValue(field, key, why)),
    ...labelValue(value).map((why) => invalidValue(field, value, why)),
  ])

const annotationErrors = (annotations: Readonly<Record<string, string>>): Cause[] => {
  const entries = Object.entries(annotations)
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)
  return [
    ...entries.flatMap(([key]) =>
      qualifiedName(key.toLowerCase()).map((why) => invalidValue('metadata.annotations', key, why)),
    ),
    ...(bytes > annotationBytes ? [tooLong('metadata.annotations', annotationBytes)] : []),
  ]
}

const finalizerErrors = (finalizer: string, at: number): Cause[] => {
  const field = `metadata.finalizers[${at}]`
  const errors = qualifiedName(finalizer).map((why) => invalidValue(field, finalizer, why))
  if (errors.length > 0 || finalizer.includes('/') || plainFinalizers.has(finalizer)) return errors
  return [invalidValue(field, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')]
}

/** What an update may not do to metadata. */
export const metadataUpdateErrors = (next: ObjectMeta, current: ObjectMeta): Cause[] => {
  const kept = new Set(current.finalizers)
  const added = (next.finalizers ?? []).filter((finalizer) => !kept.has(finalizer))
  const listed = added.map((finalizer) => JSON.stringify(finalizer)).join(', ')
  return [
    ...(next.uid === current.uid ? [] : [invalidValue('metadata.uid', next.uid, 'field is immutable')]),
    ...(current.deletionTimestamp === undefined || added.length === 0
      ? []
      : [
          forbiddenField(
            'metadata.finalizers',
            `no new finalizers can be added if the object is being deleted, found new finalizers []string{${listed}}`,
          ),
        ]),
  ]
}

/** What only the server may set, taken from the object as it is. */
export const withServerMetadata = (next: KubeObject, current: KubeObject): KubeObject => {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = current.metadata
  const { generation } = current.metadata as { generation?: number }
  const {
    deletionTimestamp: _at,
    deletionGracePeriodSeconds: _grace,
    generation: _given,
    ...own
  } = next.metadata as ObjectMeta & { generation?: number }
  return {
    ...next,
    metadata: {
      ...own,
      uid: own.uid ?? uid,
      creationTimestamp,
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp, deletionGracePeriodSeconds }),
      ...(generation === undefined ? {} : { generation }),
    },
  }
}
