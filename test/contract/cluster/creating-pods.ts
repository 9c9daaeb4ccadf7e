import { describe, expect, it } from 'vitest'
import type { Claim } from '../../../lib/core/kubernetes.ts'
import { all, type ClusterWorld, podThat, refOf, until } from './cluster-world.ts'

export const creatingPods = (world: () => ClusterWorld): void => {
  const outline = (name: string, run = 'exit 0') => podThat({ name, namespace: world().namespace, run })

  describe('creating', () => {
    it('stores a pod as it was given and names it with a uid', async () => {
      const pod = podThat({ name: 'made', namespace: world().namespace, run: 'exit 0', labels: { colour: 'blue' } })
      const made = await world().cluster.createPod(pod)
      expect(made.created).toBe(true)
      expect(made.pod).toMatchObject({ kind: 'Pod', metadata: pod.metadata, spec: { restartPolicy: 'Never' } })
      expect(made.pod.metadata.uid).toMatch(/^[0-9a-f-]{36}$/)
      const read = await world().cluster.pod({ namespace: world().namespace, name: 'made' })
      expect(read?.metadata.uid).toBe(made.pod.metadata.uid)
      expect(read?.kind).toBe('Pod')
    })

    it('answers what has the name when it is taken, even while that is going away', async () => {
      const { cluster } = world()
      const first = await cluster.createPod(outline('taken'))
      const second = await cluster.createPod(outline('taken'))
      expect(second).toMatchObject({ created: false, pod: { metadata: { uid: first.pod.metadata.uid } } })
      await cluster.deletePod(refOf(first.pod), { graceSeconds: 0 })
      const third = await cluster.createPod(outline('taken'))
      expect(third).toMatchObject({ created: false, pod: { metadata: { uid: first.pod.metadata.uid } } })
      expect(third.pod.metadata.deletionTimestamp).toBeDefined()
    })

    it('lets one of eight that create the same name at once create it', async () => {
      const made = await Promise.all(Array.from({ length: 8 }, () => world().cluster.createPod(outline('contested'))))
      expect(made.filter(({ created }) => created)).toHaveLength(1)
      expect(new Set(made.map(({ pod }) => pod.metadata.uid)).size).toBe(1)
    })

    it('refuses a pod that cannot be', async () => {
      const invalid = { ...outline('no-containers'), spec: { containers: [] } }
      await expect(world().cluster.createPod(invalid)).rejects.toMatchObject({ code: 'Invalid', retryable: false })
    })

    it('refuses a pod in a namespace that is not there', async (context) => {
      context.skip(world().namespacesOnDemand === true, 'namespaces come into being here')
      const lost = podThat({ name: 'lost', namespace: 'nowhere-at-all', run: 'exit 0' })
      await expect(world().cluster.createPod(lost)).rejects.toMatchObject({
        code: 'NamespaceGone',
        message: 'namespaces "nowhere-at-all" not found',
      })
    })

    it('refuses everything to who has no rights', async (context) => {
      const { powerless, namespace } = world()
      context.skip(!powerless, 'this cluster has no rights to lack')
      const guest = powerless!
      const labels = {}
      await expect(guest.createPod(outline('forbidden'))).rejects.toMatchObject({ code: 'Forbidden' })
      await expect(guest.pod({ namespace, name: 'made' })).rejects.toMatchObject({ code: 'Forbidden' })
      await expect(guest.listPods({ namespace, labels })).rejects.toMatchObject({ code: 'Forbidden' })
      const watch = guest.watchPods({ namespace, labels }, '1', AbortSignal.timeout(10_000))
      await expect(all(watch)).rejects.toMatchObject({ code: 'Forbidden' })
    })

    it('knows no pod of another name or of another uid', async () => {
      const { cluster, namespace } = world()
      await cluster.createPod(outline('known'))
      expect(await cluster.pod({ namespace, name: 'unknown' })).toBeUndefined()
      expect(await cluster.pod({ namespace, name: 'known', uid: 'another' })).toBeUndefined()
      expect(await cluster.pod({ namespace: 'nowhere-at-all', name: 'known' })).toBeUndefined()
    })

    it('runs a pod to its end and keeps how it ended', async () => {
      const { cluster, namespace } = world()
      const run = 'printf "three" > /dev/termination-log; exit 3'
      const pod = podThat({ name: 'ends', namespace, run, script: { exitCode: 3, message: 'three' } })
      const { pod: made } = await cluster.createPod(pod)
      const ended = await until('the pod to fail', async () => {
        const read = await cluster.pod(refOf(made))
        return read?.status?.phase === 'Failed' && read
      })
      expect(ended.status?.containerStatuses?.[0]).toMatchObject({
        name: 'main',
        state: { terminated: { exitCode: 3, message: 'three', finishedAt: expect.stringMatching(/Z$/) } },
      })
    })
  })

  describe('claims', () => {
    const claimThat = (name: string): Claim => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: world().namespace, labels: { of: 'contract' } },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    })

    it('are created once, met after that, bound, and deleted', async () => {
      const { cluster, namespace } = world()
      const made = await cluster.createClaim(claimThat('shared'))
      expect(made).toMatchObject({ created: true, claim: { metadata: { labels: { of: 'contract' } } } })
      const met = await cluster.createClaim(claimThat('shared'))
      expect(met).toMatchObject({ created: false, claim: { metadata: { uid: made.claim.metadata.uid } } })
      await until('the claim to be bound', async () => {
        return (await cluster.claim(namespace, 'shared'))?.status?.phase === 'Bound'
      })
      await cluster.deleteClaim(namespace, 'shared')
      await until('the claim to go', async () => (await cluster.claim(namespace, 'shared')) === undefined)
      await cluster.deleteClaim(namespace, 'shared')
    })
  })
}
