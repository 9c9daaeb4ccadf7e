import type { Container, Pod, Volume } from '../../../core/kubernetes.ts'

export interface Refusal {
  reason: string
  message: string
}

const volumeSources = [
  'persistentVolumeClaim',
  'emptyDir',
  'configMap',
  'secret',
  'downwardAPI',
  'projected',
  'hostPath',
]

const dnsLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/

/** Why this kubelet cannot run the pod, ever. Without a sandbox (`weakness`) there are no mounts. */
export const refusal = (
  pod: Pod,
  { weakness, hostPaths }: { weakness?: string; hostPaths: boolean },
): Refusal | undefined => {
  const { spec } = pod
  const containers = [...(spec.initContainers ?? []), ...spec.containers]
  const volumes = spec.volumes ?? []
  if (spec.restartPolicy !== undefined && spec.restartPolicy !== 'Never')
    return no('RestartPolicyNotSupported', `restartPolicy ${spec.restartPolicy} is not supported here, only Never is`)
  for (const { name } of [...containers, ...volumes])
    if (!dnsLabel.test(name)) return no('InvalidName', `"${name}" is not a name: lower case letters, digits and "-"`)
  return (
    volumes.map((volume) => refusedVolume(volume, hostPaths)).find((found) => found !== undefined) ??
    (weakness === undefined ? undefined : needsSandbox(containers, weakness))
  )
}

const refusedVolume = (volume: Volume, hostPaths: boolean): Refusal | undefined => {
  const source = Object.keys(volume).find((field) => field !== 'name' && volume[field] !== undefined)
  if (source !== undefined && !volumeSources.includes(source))
    return no('VolumeNotSupported', `volume "${volume.name}": ${source} volumes are not supported here`)
  if (source === 'hostPath' && !hostPaths)
    return no('HostPathNotAllowed', `volume "${volume.name}": hostPath volumes are not allowed here`)
  return undefined
}

const needsSandbox = (containers: readonly Container[], weakness: string): Refusal | undefined => {
  const mounting = containers.find(({ volumeMounts = [] }) => volumeMounts.length > 0)
  return mounting && no('NoSandbox', `container "${mounting.name}" mounts volumes, which needs a sandbox. ${weakness}`)
}

const no = (reason: string, message: string): Refusal => ({ reason, message: `Pod was rejected: ${message}` })
