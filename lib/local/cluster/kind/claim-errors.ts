import type { JsonObject, KubeObject } from '../../../core/kubernetes.ts'
import type { Cause } from '../api/api-error.ts'
import { forbiddenField, invalidValue, notSupported, required } from '../api/field-error.ts'
import { isObject, sameJson, textOf } from '../api/json.ts'
import { dnsSubdomain } from '../api/names.ts'

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

const specOf = (object: KubeObject): JsonObject => (isObject(object['spec']) ? object['spec'] : {})

const requested = (spec: JsonObject): unknown => {
  const resources = isObject(spec['resources']) ? spec['resources'] : {}
  return isObject(resources['requests']) ? resources['requests']['storage'] : undefined
}

/** What the API server would refuse in a claim. */
export const claimErrors = (object: KubeObject): Cause[] => {
  const spec = specOf(object)
  const accessModes = Array.isArray(spec['accessModes']) ? spec['accessModes'] : []
  const storageClass = spec['storageClassName']
  return [
    ...(accessModes.length === 0 ? [required('spec.accessModes', 'at least 1 access mode is required')] : []),
    ...accessModes.flatMap((mode) =>
      modes.includes(textOf(mode)) ? [] : [notSupported('spec.accessModes', mode, modes)],
    ),
    ...storageErrors(requested(spec)),
    ...(typeof storageClass === 'string' && storageClass !== ''
      ? dnsSubdomain(storageClass).map((why) => invalidValue('spec.storageClassName', storageClass, why))
      : []),
  ]
}

const storageErrors = (storage: unknown): Cause[] => {
  const field = 'spec.resources[storage]'
  if (storage === undefined) return [required(field)]
  return Number.parseFloat(textOf(storage)) > 0 ? [] : [invalidValue(field, storage, 'must be greater than zero')]
}

/** A claim's spec keeps what it was made with; a bound one may ask for more. */
export const claimUpdateErrors = (next: KubeObject, current: KubeObject): Cause[] => {
  const before = specOf(current)
  const after = { ...specOf(next), resources: before['resources'] } as JsonObject
  const comparable = before['volumeName'] === undefined ? { ...after, volumeName: undefined } : after
  return sameJson(comparable, before)
    ? []
    : [
        forbiddenField(
          'spec',
          'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
        ),
      ]
}
