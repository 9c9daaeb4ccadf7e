import { rm } from 'node:fs/promises'
import type { Pod } from '../../core/kubernetes.ts'
import type { MakeKubelet } from './kubelet.ts'
import { podFolders } from './process/pod-folders.ts'

const uidOf = ({ metadata }: Pod): string => metadata.uid ?? ''

/** Starts nothing. What is told to go goes at once, and what the process kubelet has left in `folder` of it. */
export const idleKubelet =
  (folder: string): MakeKubelet =>
  (api) => {
    const removals: Promise<void>[] = []
    return {
      start: () => {},
      update: (pod) => {
        if (pod.metadata.deletionTimestamp !== undefined) api.terminated(uidOf(pod))
      },
      forget: (pod) => {
        removals.push(rm(podFolders(folder, uidOf(pod)).folder, { recursive: true, force: true, maxRetries: 3 }))
      },
      log: (_pod, container) => {
        throw new Error(`container "${container}" is waiting to start: nothing is started here`)
      },
      close: async () => {
        await Promise.all(removals)
      },
    }
  }
