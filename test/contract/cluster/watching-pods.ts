import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../lib/core/kubernetes.ts'
import type { PodChange } from '../../../lib/ports/cluster.ts'
import { all, type ClusterWorld, podThat, refOf } from './cluster-world.ts'

type Seen = { type: 'changed' | 'gone'; pod: Pod }

export const watchingPods = (world: () => ClusterWorld): void => {
  const create = async (name: string, group: string) => {
    const pod = podThat({ name, namespace: world().namespace, run: 'exit 0', labels: { group } })
    return (await world().cluster.createPod(pod)).pod
  }
  const queryOf = (group: string) => ({ namespace: world().namespace, labels: { group } })

  /** Watches until `enough` says so of all that was seen, bookmarks aside. */
  const watchUntil = async (group: string, from: string, enough: (seen: Seen[]) => boolean): Promise<Seen[]> => {
    const stop = new AbortController()
    const seen: Seen[] = []
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(60_000)])
    for await (const change of world().cluster.watchPods(queryOf(group), from, signal)) {
      if (change.type !== 'bookmark') seen.push(change)
      if (enough(seen)) stop.abort()
    }
    expect(stop.signal.aborted, `saw only ${seen.length} changes`).toBe(true)
    return seen
  }

  describe('listing', () => {
    it('answers the pods with all of the labels, in one namespace or in all', async () => {
      const { cluster } = world()
      const made = [await create('listed-1', 'list'), await create('listed-2', 'list')]
      await create('unlisted', 'other-list')
      const uids = (pods: Pod[]) => new Set(pods.map(({ metadata }) => metadata.uid))
      const here = await cluster.listPods(queryOf('list'))
      expect(uids(here.pods)).toEqual(uids(made))
      expect(here.pods.map(({ kind, apiVersion }) => `${apiVersion} ${kind}`)).toEqual(['v1 Pod', 'v1 Pod'])
      expect(Number(here.resourceVersion)).toBeGreaterThan(0)
      expect(uids((await cluster.listPods({ labels: { group: 'list' } })).pods)).toEqual(uids(made))
      const both = { 'contract.millrace.dev/pod': 'listed-2', group: 'list' }
      expect((await cluster.listPods({ labels: both })).pods).toHaveLength(1)
      expect((await cluster.listPods({ ...queryOf('list'), namespace: 'nowhere-at-all' })).pods).toEqual([])
    })
  })

  describe('watching', () => {
    it('tells a pod from its creation over its end to its going, and of no other', async () => {
      const { cluster } = world()
      const { resourceVersion } = await cluster.listPods(queryOf('watch'))
      const made = await create('watched', 'watch')
      await create('unwatched', 'other-watch')
      const ended = await watchUntil('watch', resourceVersion, (seen) => seen.at(-1)?.pod.status?.phase === 'Succeeded')
      expect(ended[0]).toMatchObject({ type: 'changed', pod: { kind: 'Pod', status: { phase: 'Pending' } } })
      expect(new Set(ended.map(({ pod }) => pod.metadata.uid))).toEqual(new Set([made.metadata.uid]))

      await cluster.deletePod(refOf(made))
      await cluster.releasePod(refOf(made))
      const from = ended.at(-1)!.pod.metadata.resourceVersion!
      const left = await watchUntil('watch', from, (seen) => seen.at(-1)?.type === 'gone')
      expect(left[0]?.pod.metadata.deletionTimestamp).toBeDefined()
      expect(left.map(({ type }) => type).filter((type) => type === 'gone')).toHaveLength(1)
    })

    it('goes on after the resourceVersion that it is given', async () => {
      const { cluster } = world()
      const first = await create('before', 'resume')
      const { resourceVersion } = await cluster.listPods(queryOf('resume'))
      const second = await create('after', 'resume')
      const seen = await watchUntil('resume', resourceVersion, (changes) =>
        changes.some(({ pod }) => pod.metadata.uid === second.metadata.uid),
      )
      for (const { pod } of seen) {
        expect(Number(pod.metadata.resourceVersion)).toBeGreaterThan(Number(resourceVersion))
        if (pod.metadata.uid === first.metadata.uid) expect(pod.status).toBeDefined()
      }
    })

    it('ends without an error as soon as it is told to', async () => {
      const { cluster } = world()
      const { resourceVersion } = await cluster.listPods(queryOf('nobody'))
      const stop = new AbortController()
      const watched: Promise<PodChange[]> = all(cluster.watchPods(queryOf('nobody'), resourceVersion, stop.signal))
      const began = Date.now()
      setTimeout(() => stop.abort(), 100)
      await watched
      expect(Date.now() - began).toBeLessThan(5_000)
      expect(await all(cluster.watchPods(queryOf('nobody'), resourceVersion, stop.signal))).toEqual([])
    })

    it('says Expired of a resourceVersion that is too old', async (context) => {
      const { cluster, expire } = world()
      context.skip(!expire, 'this cluster does not forget its history on demand')
      const old = await expire!()
      const watch = cluster.watchPods(queryOf('nobody'), old, AbortSignal.timeout(10_000))
      await expect(all(watch)).rejects.toMatchObject({ code: 'Expired' })
    })
  })
}
