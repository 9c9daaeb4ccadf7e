import type { JsonObject, KubeObject, Pod } from '../../../core/kubernetes.ts'
import type { Cause } from '../api/api-error.ts'
import { forbiddenField, invalidValue } from '../api/field-error.ts'
import { isObject, sameJson, textOf } from '../api/json.ts'
import { dataKey, dnsLabel } from '../api/names.ts'
import { claimErrors, claimUpdateErrors } from './claim-errors.ts'
import type { Kind } from './kind.ts'
import { completePod, qosClass } from './pod-defaults.ts'
import { podErrors } from './pod-errors.ts'
import { podUpdateErrors } from './pod-update.ts'

export const claimProtection = 'kubernetes.io/pvc-protection'
export const defaultStorageClass = 'standard'

/** Gone at once when nothing of it can still run, as the real server decides it. */
const podGrace = (object: KubeObject, asked: number | undefined): number => {
  const { spec, status } = object as unknown as Pod
  const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed'
  if (spec.nodeName === undefined || ended) return 0
  const seconds = asked ?? spec.terminationGracePeriodSeconds ?? 30
  return seconds < 0 ? 1 : seconds
}

const pod: Kind = {
  complete: completePod,
  begin: (object) => ({
    ...object,
    status: { phase: 'Pending', qosClass: qosClass((object as unknown as Pod).spec) },
  }),
  errors: podErrors,
  updateErrors: podUpdateErrors,
  generation: true,
  grace: podGrace,
  answersDeleted: true,
}

const claim: Kind = {
  complete: (object) => ({
    ...object,
    spec: { volumeMode: 'Filesystem', storageClassName: defaultStorageClass, ...(object['spec'] as JsonObject) },
  }),
  begin: (object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      finalizers: [...new Set([...(object.metadata.finalizers ?? []), claimProtection])],
    },
    status: { phase: 'Pending' },
  }),
  errors: claimErrors,
  updateErrors: claimUpdateErrors,
  answersDeleted: true,
}

const keysOf = (object: KubeObject, field: string): string[] =>
  Object.keys(isObject(object[field]) ? object[field] : {})

const dataErrors = (object: KubeObject): Cause[] =>
  ['data', 'binaryData'].flatMap((field) =>
    keysOf(object, field).flatMap((key) => dataKey(key).map((why) => invalidValue(`${field}[${key}]`, key, why))),
  )

const immutableErrors = (next: KubeObject, current: KubeObject): Cause[] =>
  current['immutable'] === true
    ? ['data', 'binaryData', 'immutable'].flatMap((field) =>
        sameJson(next[field], current[field])
          ? []
          : [forbiddenField(field, 'field is immutable when `immutable` is set')],
      )
    : []

const secret: Kind = {
  complete: ({ stringData, ...object }) => {
    const plain = Object.entries(isObject(stringData) ? stringData : {})
    const encoded = Object.fromEntries(
      plain.map(([key, value]) => [key, Buffer.from(textOf(value)).toString('base64')]),
    )
    const data = { ...(isObject(object['data']) ? object['data'] : {}), ...encoded }
    return { type: 'Opaque', ...object, ...(Object.keys(data).length === 0 ? {} : { data }) }
  },
  errors: dataErrors,
  updateErrors: (next, current) => [
    ...(next['type'] === current['type'] ? [] : [invalidValue('type', next['type'], 'field is immutable')]),
    ...immutableErrors(next, current),
  ],
}

const namespace: Kind = {
  name: dnsLabel,
  complete: (object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name },
    },
    spec: { finalizers: ['kubernetes'] },
  }),
  begin: (object) => ({ ...object, status: { phase: 'Active' } }),
}

const kinds: Record<string, Kind> = {
  pods: pod,
  persistentvolumeclaims: claim,
  configmaps: { errors: dataErrors, updateErrors: immutableErrors },
  secrets: secret,
  serviceaccounts: { answersDeleted: true },
  events: {},
  namespaces: namespace,
}

/** What is particular to the objects of a resource. */
export const kindOf = (resource: string): Kind => kinds[resource] ?? {}
