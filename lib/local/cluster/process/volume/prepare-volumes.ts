import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Pod, Volume } from '../../../../core/kubernetes.ts'
import type { NodeApi } from '../../kubelet.ts'
import type { PodFolders } from '../pod-folders.ts'
import { volumeFiles } from './volume-files.ts'

export interface PreparedVolume {
  /** Folder or file of this machine. */
  path: string
  readOnly: boolean
}

/**
 * Makes the pod's volumes ready: by name. Throws an Error in the kubelet's words while one cannot be; it may be called
 * again then. Files of API objects are written once: they do not follow later changes of the objects.
 */
export const prepareVolumes = (
  api: NodeApi,
  pod: Pod,
  { folders, privileged }: { folders: PodFolders; privileged: boolean },
): Map<string, PreparedVolume> => {
  // Secrets are among them: other users of this machine have no business here.
  mkdirSync(folders.folder, { recursive: true, mode: 0o700 })
  const { fsGroup } = (pod.spec.securityContext ?? {}) as { fsGroup?: number }
  return new Map(
    (pod.spec.volumes ?? []).map((volume) => {
      const prepared = prepare(api, pod, volume, folders.volume(volume.name))
      if (fsGroup !== undefined && privileged && !volume.hostPath) giveToGroup(prepared.path, fsGroup)
      return [volume.name, prepared]
    }),
  )
}

const prepare = (api: NodeApi, pod: Pod, volume: Volume, folder: string): PreparedVolume => {
  const { persistentVolumeClaim, hostPath } = volume as {
    persistentVolumeClaim?: { claimName: string; readOnly?: boolean }
    hostPath?: { path: string; type?: string }
  }
  if (persistentVolumeClaim) return claim(api, pod, volume.name, persistentVolumeClaim)
  if (hostPath) return { path: onHost(volume.name, hostPath), readOnly: false }
  const files = setUp(volume.name, () => volumeFiles(api, pod, volume))
  if (files) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  if (!files) chmodSync(folder, 0o777)
  for (const { path, content, mode } of files ?? []) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
    chmodSync(join(folder, path), mode)
  }
  return { path: folder, readOnly: files !== undefined }
}

const claim = (
  api: NodeApi,
  { metadata: { namespace = 'default' } }: Pod,
  volume: string,
  { claimName, readOnly = false }: { claimName: string; readOnly?: boolean },
): PreparedVolume => {
  const path = api.claimFolder(namespace, claimName)
  if (path !== undefined) return { path, readOnly }
  const found = api.get('persistentvolumeclaims', namespace, claimName)
  const why = found
    ? 'PVC is not bound'
    : `failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`
  throw new Error(
    `Unable to attach or mount volumes: unmounted volumes=[${volume}], unattached volumes=[], ` +
      `failed to process volumes=[${volume}]: error processing PVC ${namespace}/${claimName}: ${why}`,
  )
}

const onHost = (volume: string, { path, type = '' }: { path: string; type?: string }): string => {
  if (type === 'DirectoryOrCreate') mkdirSync(path, { recursive: true })
  if (type === 'FileOrCreate') writeFileSync(path, '', { flag: 'a' })
  if (lstatSync(path, { throwIfNoEntry: false })) return path
  throw new Error(
    `MountVolume.SetUp failed for volume "${volume}" : hostPath type check failed: ${path} does not exist`,
  )
}

const setUp = <T>(volume: string, attempt: () => T): T => {
  try {
    return attempt()
  } catch (error) {
    throw new Error(`MountVolume.SetUp failed for volume "${volume}" : ${(error as Error).message}`, { cause: error })
  }
}

/** As `fsGroupChangePolicy: OnRootMismatch`: a large claim that has it already is not walked again. */
const giveToGroup = (path: string, group: number): void => {
  const stat = lstatSync(path)
  if (stat.gid === group && (stat.mode & 0o2000) !== 0) return
  walk(path, group)
}

const walk = (path: string, group: number): void => {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  if (stat.isDirectory()) for (const name of readdirSync(path)) walk(join(path, name), group)
  chownSync(path, stat.uid, group)
  chmodSync(path, (stat.mode & 0o7777) | (stat.isDirectory() ? 0o2770 : 0o660))
}
