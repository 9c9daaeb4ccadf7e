import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeSkeleton, makeSkeletonNow } from './skeleton.ts'
import type { SystemFolders } from './system-folders.ts'

/** How many are kept. A chain of tasks takes one at a time. */
const stock = 4

export interface SpareSkeletons {
  /** Puts a skeleton at `root`, which must not exist: one that is ready, else a new one. */
  take(root: string): void
  close(): Promise<void>
}

/**
 * Skeletons made ahead of time: some thirty small folders and files, which on a slow disk take longer than everything else
 * that it takes to start a container.
 */
export const spareSkeletons = (folder: string, system: SystemFolders): SpareSkeletons => {
  const ready: string[] = []
  let made = 0
  let closed = false
  let making: Promise<void> | undefined

  const restock = async (): Promise<void> => {
    while (!closed && ready.length < stock) {
      const spare = join(folder, `${made++}`)
      await makeSkeleton(spare, system)
      ready.push(spare)
    }
  }
  const restockSoon = (): void => {
    making ??= restock()
      .catch(() => undefined)
      .finally(() => {
        making = undefined
      })
  }
  rmSync(folder, { recursive: true, force: true })
  restockSoon()
  return {
    take: (root) => {
      const spare = ready.shift()
      if (spare === undefined) makeSkeletonNow(root, system)
      else renameSync(spare, root)
      restockSoon()
    },
    close: async () => {
      closed = true
      await making
    },
  }
}
