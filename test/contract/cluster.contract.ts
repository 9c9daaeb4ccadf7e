import { afterAll, beforeAll, describe } from 'vitest'
import { changingPods } from './cluster/changing-pods.ts'
import { type ClusterWorld, leaveNothing } from './cluster/cluster-world.ts'
import { creatingPods } from './cluster/creating-pods.ts'
import { documents } from './cluster/documents.ts'
import { podLogs } from './cluster/pod-logs.ts'
import { watchingPods } from './cluster/watching-pods.ts'

/** What every cluster must do. `make` answers one with a namespace of its own; the whole suite shares it. */
export const clusterContract = (name: string, make: () => Promise<ClusterWorld>): void => {
  describe(`${name}: cluster`, { timeout: 90_000 }, () => {
    let world: ClusterWorld
    beforeAll(async () => {
      world = await make()
    }, 60_000)
    afterAll(async () => {
      await leaveNothing(world)
      await world.close?.()
    }, 60_000)

    for (const part of [creatingPods, watchingPods, changingPods, podLogs, documents]) part(() => world)
  })
}
