import { join } from 'node:path'

/** Where a pod's things are on this machine. */
export interface PodFolders {
  readonly folder: string
  volume(name: string): string
  container(name: string): string
  log(container: string): string
}

export const podFolders = (folder: string, uid: string): PodFolders => {
  const pod = join(folder, 'pods', uid)
  const container = (name: string) => join(pod, 'containers', name)
  return {
    folder: pod,
    volume: (name) => join(pod, 'volumes', name),
    container,
    log: (name) => join(container(name), 'log'),
  }
}
