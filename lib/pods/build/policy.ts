import type { Container, JsonObject, Pod, Volume, VolumeMount } from '../../core/kubernetes.ts'
import { isWithin, normalPath } from './path.ts'
import { binFolder } from './runner-script.ts'
import { scriptFolder } from './script-folder.ts'

/** What an operator may lift. Reserved paths are never lifted. */
export type PolicyRule = 'hostPath' | 'hostNamespaces' | 'privileged' | 'hostPorts'

interface Violation {
  rule: PolicyRule | 'reservedPath'
  text: string
}

/** What the final pod may not have: one sentence each, with the field and the rule. */
export const policyViolations = (pod: Pod, allowed: readonly PolicyRule[] = []): string[] =>
  [
    ...hostNamespaces(pod),
    ...(pod.spec.volumes ?? []).flatMap(hostPath),
    ...privilegedContext('spec', pod.spec.securityContext),
    ...containersOf(pod).flatMap(([path, container]) => ofContainer(path, container, pod.spec.volumes ?? [])),
  ]
    .filter(({ rule }) => rule === 'reservedPath' || !allowed.includes(rule))
    .map(({ rule, text }) => `${text} (policy rule ${rule})`)

const containersOf = ({ spec }: Pod): [path: string, container: Container][] => [
  ...(spec.initContainers ?? []).map((c, i): [string, Container] => [`spec.initContainers[${i}]`, c]),
  ...spec.containers.map((c, i): [string, Container] => [`spec.containers[${i}]`, c]),
]

const hostNamespaces = ({ spec }: Pod): Violation[] =>
  ['hostNetwork', 'hostPID', 'hostIPC']
    .filter((field) => isOn(spec[field]))
    .map((field) => ({ rule: 'hostNamespaces', text: `spec.${field} is not allowed` }))

const hostPath = (volume: Volume, index: number): Violation[] =>
  isObject(volume.hostPath)
    ? [{ rule: 'hostPath', text: `spec.volumes[${index}].hostPath (volume "${volume.name}") is not allowed` }]
    : []

const ofContainer = (path: string, container: Container, volumes: readonly Volume[]): Violation[] => [
  ...privilegedContext(path, container.securityContext),
  ...(container.ports ?? []).flatMap((port, index) => hostPort(`${path}.ports[${index}]`, port)),
  ...(container.volumeMounts ?? []).flatMap((mount, index) =>
    ofMount(`${path}.volumeMounts[${index}]`, mount, volumes),
  ),
]

/** A HostProcess container is what privileged is on Windows. */
const privilegedContext = (path: string, context: JsonObject | undefined): Violation[] => {
  const windows = context?.windowsOptions
  const found = [
    ...(isOn(context?.privileged) ? ['privileged'] : []),
    ...(isObject(windows) && isOn(windows.hostProcess) ? ['windowsOptions.hostProcess'] : []),
  ]
  return found.map((field) => ({ rule: 'privileged', text: `${path}.securityContext.${field} is not allowed` }))
}

const hostPort = (path: string, port: JsonObject): Violation[] =>
  port.hostPort === undefined || port.hostPort === null || port.hostPort === 0
    ? []
    : [{ rule: 'hostPorts', text: `${path}.hostPort is not allowed` }]

const ofMount = (path: string, mount: VolumeMount, volumes: readonly Volume[]): Violation[] => {
  const reserved = isReserved(normalPath(mount.mountPath)) && !isOurMount(mount, volumes)
  const { subPathExpr } = mount as { subPathExpr?: string }
  return [
    ...(reserved ? [`${path}.mountPath "${mount.mountPath}" is reserved`] : []),
    ...(escapes(mount.subPath) ? [`${path}.subPath "${mount.subPath}" leaves its volume`] : []),
    ...(escapes(subPathExpr) ? [`${path}.subPathExpr "${subPathExpr}" leaves its volume`] : []),
  ].map((text) => ({ rule: 'reservedPath', text }))
}

/** What the container runtime, the kubelet and the pod builder mount themselves. `/dev/shm` is an author's to mount. */
const isReserved = (path: string): boolean =>
  ['/', '/dev', '/sys'].includes(path) ||
  ['/proc', '/millrace', '/var/run/secrets/kubernetes.io', '/run/secrets/kubernetes.io'].some((folder) =>
    isWithin(path, folder),
  )

/** The scripts, and the runner's shell: read-only, and each from a volume of its kind. */
const isOurMount = ({ name, mountPath, readOnly }: VolumeMount, volumes: readonly Volume[]): boolean => {
  const volume = volumes.find((one) => one.name === name)
  if (mountPath === scriptFolder) return readOnly === true && isObject(volume?.downwardAPI)
  return mountPath === binFolder && readOnly === true && isObject(volume?.emptyDir)
}

const escapes = (subPath: string | undefined): boolean =>
  subPath !== undefined && (subPath.startsWith('/') || subPath.split('/').includes('..'))

/** Anything but absence and false: a value of the wrong type is not a way around the policy. */
const isOn = (value: unknown): boolean => value !== undefined && value !== null && value !== false

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null
