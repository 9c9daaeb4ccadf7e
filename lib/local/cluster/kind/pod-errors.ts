import type { Container, KubeObject, Pod, PodSpec, Volume } from '../../../core/kubernetes.ts'
import type { Cause } from '../api/api-error.ts'
import { duplicate, forbiddenField, invalidValue, missing, notSupported, required } from '../api/field-error.ts'
import { dnsLabel, dnsSubdomain } from '../api/names.ts'
import { labelErrors } from './metadata.ts'

/** What the API server would refuse in a pod's spec, of what matters here. */
export const podErrors = (object: KubeObject): Cause[] => {
  const { spec } = object as unknown as Pod
  return [
    ...volumeErrors(spec.volumes ?? []),
    ...containersErrors(spec),
    ...choice('spec.restartPolicy', spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...deadlineErrors(spec),
    ...labelErrors('spec.nodeSelector', spec.nodeSelector ?? {}),
    ...dnsSubdomain(spec.serviceAccountName ?? 'default').map((why) =>
      invalidValue('spec.serviceAccountName', spec.serviceAccountName, why),
    ),
  ]
}

const choice = (field: string, value: string | undefined, supported: readonly string[]): Cause[] =>
  value === undefined || supported.includes(value) ? [] : [notSupported(field, value, supported)]

const deadlineErrors = ({ activeDeadlineSeconds: seconds }: PodSpec): Cause[] =>
  seconds === undefined || (seconds >= 1 && seconds <= 2_147_483_647)
    ? []
    : [invalidValue('spec.activeDeadlineSeconds', seconds, 'must be between 1 and 2147483647, inclusive')]

const label = (field: string, value: string | undefined): Cause[] =>
  value === undefined || value === ''
    ? [required(field)]
    : dnsLabel(value).map((why) => invalidValue(field, value, why))

const volumeErrors = (volumes: readonly Volume[]): Cause[] => {
  const seen = new Set<string>()
  return volumes.flatMap((volume, at) => {
    const field = `spec.volumes[${at}]`
    const { name, ...sources } = volume
    const [, second] = Object.keys(sources)
    const repeated = seen.has(name) ? [duplicate(`${field}.name`, name)] : []
    seen.add(name)
    const claim = volume['persistentVolumeClaim'] as { claimName?: string } | undefined
    return [
      ...label(`${field}.name`, name),
      ...repeated,
      ...(second === undefined
        ? []
        : [forbiddenField(`${field}.${second}`, 'may not specify more than 1 volume type')]),
      ...(claim === undefined || claim.claimName ? [] : [required(`${field}.persistentVolumeClaim.claimName`)]),
    ]
  })
}

const containersErrors = (spec: PodSpec): Cause[] => {
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name))
  const seen = new Set<string>()
  const each = (list: string) => (container: Container, at: number) =>
    containerErrors(`spec.${list}[${at}]`, container, volumes, seen)
  return [
    ...(spec.containers.length === 0 ? [required('spec.containers')] : []),
    ...spec.containers.flatMap(each('containers')),
    ...(spec.initContainers ?? []).flatMap(each('initContainers')),
  ]
}

const containerErrors = (field: string, container: Container, volumes: Set<string>, seen: Set<string>): Cause[] => {
  const repeated = seen.has(container.name) ? [duplicate(`${field}.name`, container.name)] : []
  if (container.name) seen.add(container.name)
  return [
    ...label(`${field}.name`, container.name),
    ...repeated,
    ...(container.image ? [] : [required(`${field}.image`)]),
    ...choice(`${field}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
    ...choice(`${field}.terminationMessagePolicy`, container.terminationMessagePolicy, [
      'FallbackToLogsOnError',
      'File',
    ]),
    ...(container.env ?? []).flatMap(({ name }, at) => (name ? [] : [required(`${field}.env[${at}].name`)])),
    ...mountErrors(field, container, volumes),
  ]
}

const mountErrors = (field: string, { volumeMounts = [] }: Container, volumes: Set<string>): Cause[] => {
  const paths = new Set<string>()
  return volumeMounts.flatMap(({ name, mountPath }, at) => {
    const mount = `${field}.volumeMounts[${at}]`
    const repeated =
      mountPath && paths.has(mountPath) ? [invalidValue(`${mount}.mountPath`, mountPath, 'must be unique')] : []
    if (mountPath) paths.add(mountPath)
    return [
      ...(name ? (volumes.has(name) ? [] : [missing(`${mount}.name`, name)]) : [required(`${mount}.name`)]),
      ...(mountPath ? [] : [required(`${mount}.mountPath`)]),
      ...repeated,
    ]
  })
}
