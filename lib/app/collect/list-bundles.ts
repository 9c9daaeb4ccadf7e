import type { RunId } from '../../core/message.ts'
import type { Objects } from '../../ports/objects.ts'
import { bundlesOf, type Held, heldIn } from './bundle-name.ts'

/** What the names of a run's bundles say. */
export interface Bundles {
  /** Keys of those that have the log of a step; more than one where it was archived more than once. */
  having(log: Required<Held>): string[]
}

/** Lists the bundles of a run. What has another name is none. */
export const listBundles = async (objects: Pick<Objects, 'list'>, runId: RunId): Promise<Bundles> => {
  const prefix = bundlesOf(runId)
  const byAttempt = new Map<string, { key: string; step?: number }[]>()
  for (const key of await objects.list(prefix))
    for (const { task, attempt, step } of heldIn(key.slice(prefix.length)) ?? []) {
      const known = byAttempt.get(`${task}.${attempt}`) ?? []
      byAttempt.set(`${task}.${attempt}`, known)
      known.push({ key, step })
    }
  return {
    having: ({ task, attempt, step }) =>
      (byAttempt.get(`${task}.${attempt}`) ?? [])
        .filter((one) => one.step === undefined || one.step === step)
        .map(({ key }) => key),
  }
}
