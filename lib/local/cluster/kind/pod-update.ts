import type { Container, KubeObject, Pod, PodSpec } from '../../../core/kubernetes.ts'
import type { Cause } from '../api/api-error.ts'
import { forbiddenField, invalidValue } from '../api/field-error.ts'
import { isObject, sameJson } from '../api/json.ts'

const allowed =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

/** What an update may not do to a pod's spec: nearly everything. */
export const podUpdateErrors = (next: KubeObject, current: KubeObject): Cause[] => {
  const [after, before] = [(next as unknown as Pod).spec, (current as unknown as Pod).spec]
  if (sameJson(after, before)) return []
  const resized = [
    ...countErrors('containers', after.containers, before.containers),
    ...countErrors('initContainers', after.initContainers ?? [], before.initContainers ?? []),
  ]
  if (resized.length > 0) return resized
  const known = [...deadlineErrors(after, before), ...tolerationErrors(after, before)]
  if (known.length > 0) return known
  const rest = withChangeable(after, before)
  return sameJson(rest, before)
    ? []
    : [forbiddenField('spec', `${allowed}\n${differences(before, rest, 'spec').join('')}`)]
}

const countErrors = (list: string, after: readonly Container[], before: readonly Container[]): Cause[] =>
  after.length === before.length ? [] : [forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')]

const deadlineErrors = (after: PodSpec, before: PodSpec): Cause[] => {
  const field = 'spec.activeDeadlineSeconds'
  const [next, current] = [after.activeDeadlineSeconds, before.activeDeadlineSeconds]
  if (current === undefined) return []
  if (next === undefined) return [invalidValue(field, null, 'must not update from a positive integer to nil value')]
  return next > current ? [invalidValue(field, next, 'must be less than or equal to previous value')] : []
}

const tolerationErrors = (after: PodSpec, before: PodSpec): Cause[] => {
  const kept = (before.tolerations ?? []).every((old) => (after.tolerations ?? []).some((one) => sameJson(one, old)))
  return kept
    ? []
    : [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')]
}

/** `after` with what may change put back as it was. */
const withChangeable = (after: PodSpec, before: PodSpec): PodSpec => {
  const images = (list: readonly Container[], old: readonly Container[]) =>
    list.map((container, at) => ({ ...container, image: old[at]?.image }))
  return {
    ...after,
    containers: images(after.containers, before.containers),
    ...(after.initContainers === undefined
      ? {}
      : { initContainers: images(after.initContainers, before.initContainers ?? []) }),
    activeDeadlineSeconds: before.activeDeadlineSeconds,
    tolerations: before.tolerations,
  }
}

/** What differs, for people: one block for each path. */
const differences = (before: unknown, after: unknown, path: string): string[] => {
  if (sameJson(before, after)) return []
  if (isObject(before) && isObject(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(before[key], after[key], `${path}.${key}`),
    )
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, at) => differences(item, after[at], `${path}[${at}]`))
  const line = (sign: string, value: unknown) => (value === undefined ? '' : `${sign} ${JSON.stringify(value)}\n`)
  return [`@@ ${path} @@\n${line('-', before)}${line('+', after)}`]
}
