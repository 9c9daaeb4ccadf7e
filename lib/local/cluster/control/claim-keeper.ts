import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { claimProtection } from '../kind/kinds.ts'
import type { Context } from '../registry/context.ts'
import { isOver } from '../registry/update-object.ts'
import type { Change, Stored } from '../store/stored.ts'
import { volumeOf } from './claim-binder.ts'
import { claimsOf } from './fit.ts'
import { asPod } from './pod-facts.ts'

const claims = 'persistentvolumeclaims'

/**
 * Keeps a deleted claim until no pod object on the node mounts it, ended or not, as the real controller does;
 * then lets it go, and removes its folder with it. `settle` resolves when nothing is being removed any more.
 */
export const createClaimKeeper = (
  context: Context,
  folders: string,
  onError: (error: unknown) => void,
): { review: (change: Change) => void; settle: () => Promise<void> } => {
  const { store } = context
  const removals = new Set<Promise<void>>()

  const isMounted = ({ namespace, name }: Stored): boolean => {
    for (const pod of store.all('pods').values())
      if (pod.namespace === namespace && asPod(pod.object).spec.nodeName !== undefined)
        if (claimsOf(asPod(pod.object)).includes(name)) return true
    return false
  }

  const letGo = (claim: Stored | undefined) => {
    const { metadata } = claim?.object ?? {}
    if (claim === undefined || metadata?.deletionTimestamp === undefined) return
    if (!metadata.finalizers?.includes(claimProtection) || isMounted(claim)) return
    const finalizers = metadata.finalizers.filter((finalizer) => finalizer !== claimProtection)
    const next = {
      ...claim.object,
      metadata: { ...metadata, finalizers: finalizers.length > 0 ? finalizers : undefined },
    }
    if (isOver(next)) store.remove(claim)
    else store.replace(claim, next)
  }

  const remove = (uid: string) => {
    const removal = removeFolder(folders, volumeOf(uid)).catch(onError)
    removals.add(removal)
    void removal.then(() => removals.delete(removal))
  }

  return {
    review: ({ type, stored }) => {
      if (stored.resource === 'pods' && type === 'DELETED')
        for (const name of claimsOf(asPod(stored.object))) letGo(store.get(claims, stored.namespace, name))
      if (stored.resource !== claims) return
      if (type === 'DELETED') remove(stored.uid)
      else letGo(store.withUid(claims, stored.uid))
    },
    settle: async () => {
      await Promise.all(removals)
    },
  }
}

const removeFolder = (folders: string, name: string): Promise<void> =>
  rm(join(folders, name), { recursive: true, force: true })

/** Removes folders whose claim went while nobody was there to remove them. */
export const sweepFolders = async ({ store }: Context, folders: string): Promise<void> => {
  const wanted = new Set([...store.all(claims).values()].map(({ uid }) => volumeOf(uid)))
  const orphans = readdirSync(folders).filter((name) => !wanted.has(name))
  await Promise.all(orphans.map((name) => removeFolder(folders, name)))
}
