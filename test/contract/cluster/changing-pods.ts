import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../lib/core/kubernetes.ts'
import { type ClusterWorld, finalizer, podThat, refOf, textOf, until } from './cluster-world.ts'

const untilTold = 'trap "echo bye; exit 7" TERM; echo ready; while :; do sleep 0.1; done'
const untilToldScript = { runFor: 3_600_000, stopCode: 7, log: 'ready\n', stopLog: 'bye\n' }

export const changingPods = (world: () => ClusterWorld): void => {
  const create = async (name: string, run = 'exit 0', script = {}): Promise<Pod> => {
    const pod = podThat({ name, namespace: world().namespace, run, script })
    return (await world().cluster.createPod(pod)).pod
  }
  const read = (pod: Pod) => world().cluster.pod(refOf(pod))
  const phase = (pod: Pod, wanted: string) =>
    until(`${pod.metadata.name} to be ${wanted}`, async () => {
      const now = await read(pod)
      return now?.status?.phase === wanted && now
    })
  const gone = (pod: Pod) => until(`${pod.metadata.name} to go`, async () => (await read(pod)) === undefined)
  const running = async (name: string): Promise<Pod> => {
    const pod = await create(name, untilTold, untilToldScript)
    await until('its script to run', async () => {
      return (await textOf(world().cluster.podLog(refOf(pod), 'main', {}))).includes('ready')
    })
    return pod
  }

  describe('deleting and releasing', () => {
    it('keeps a deleted pod until it is released', async () => {
      const { cluster } = world()
      const pod = await create('kept')
      await phase(pod, 'Succeeded')
      await cluster.deletePod(refOf(pod))
      expect((await read(pod))?.metadata.deletionTimestamp).toBeDefined()
      await cluster.releasePod(refOf(pod))
      await gone(pod)
    })

    it('deletes a released pod', async () => {
      const { cluster } = world()
      const pod = await create('released')
      await phase(pod, 'Succeeded')
      await cluster.releasePod(refOf(pod))
      expect((await read(pod))?.metadata.finalizers ?? []).toEqual([])
      await cluster.deletePod(refOf(pod))
      await gone(pod)
    })

    it('releases from its own finalizer only', async () => {
      const { cluster, documents, namespace } = world()
      const other = 'contract.millrace.dev/other'
      const pod = podThat({ name: 'two-finalizers', namespace, run: 'exit 0' })
      pod.metadata.finalizers = [other, finalizer]
      const made = (await cluster.createPod(pod)).pod
      await cluster.releasePod(refOf(made))
      await cluster.releasePod(refOf(made))
      expect((await read(made))?.metadata.finalizers).toEqual([other])
      await documents.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: pod.metadata.name, namespace, finalizers: [] },
      })
      await cluster.deletePod(refOf(made), { graceSeconds: 0 })
      await gone(made)
    })

    it('ends a running pod that is deleted', async (context) => {
      context.skip(world().nothingRuns === true, 'nothing runs here')
      const { cluster } = world()
      const pod = await running('deleted-running')
      await cluster.deletePod(refOf(pod))
      const ended = await phase(pod, 'Failed')
      expect(ended.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(7)
      await cluster.releasePod(refOf(pod))
      await gone(pod)
    })
  })

  describe('stopping', () => {
    it('ends a running pod with its own exit code, and its log stays readable', async (context) => {
      context.skip(world().nothingRuns === true, 'nothing runs here')
      const { cluster } = world()
      const pod = await running('stopped')
      await cluster.stopPod(refOf(pod))
      const ended = await phase(pod, 'Failed')
      expect(ended.status?.reason).toBe('DeadlineExceeded')
      expect(ended.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(7)
      expect(await textOf(cluster.podLog(refOf(pod), 'main', {}))).toBe('ready\nbye\n')
    })

    it('changes nothing of a pod that has ended', async () => {
      const { cluster } = world()
      const pod = await create('stopped-late')
      const before = await phase(pod, 'Succeeded')
      await cluster.stopPod(refOf(pod))
      await cluster.stopPod(refOf(pod))
      expect((await read(pod))?.status).toMatchObject({
        phase: 'Succeeded',
        containerStatuses: [{ state: before.status!.containerStatuses![0]!.state! }],
      })
    })
  })

  it('leaves a pod of another uid alone', async () => {
    const { cluster, namespace } = world()
    const pod = await running('another')
    const ref = { namespace, name: 'another', uid: '00000000-0000-4000-8000-000000000000' }
    await cluster.stopPod(ref)
    await cluster.deletePod(ref, { graceSeconds: 0 })
    await cluster.releasePod(ref)
    const now = await read(pod)
    expect(now?.spec.activeDeadlineSeconds).toBeUndefined()
    expect(now?.metadata.deletionTimestamp).toBeUndefined()
    expect(now?.metadata.finalizers).toEqual([finalizer])
    expect(await textOf(cluster.podLog(ref, 'main', {}))).toBe('')
  })

  it('finds nothing to do where no pod is', async () => {
    const { cluster, namespace } = world()
    for (const uid of [undefined, '00000000-0000-4000-8000-000000000000']) {
      const ref = { namespace, name: 'never-was', uid }
      await cluster.stopPod(ref)
      await cluster.deletePod(ref)
      await cluster.releasePod(ref)
      expect(await textOf(cluster.podLog(ref, 'main', {}))).toBe('')
      expect(await cluster.podWarning(ref)).toBeUndefined()
    }
  })

  it('tells why a pod does not start', async (context) => {
    context.skip(world().nothingRuns === true, 'nothing runs here')
    const { cluster, namespace } = world()
    const message = 'secret "absent" not found'
    const pod = podThat({
      name: 'stuck',
      namespace,
      run: 'exit 0',
      script: { stuck: { reason: 'CreateContainerConfigError', message } },
    })
    pod.spec.containers[0]!.envFrom = [{ secretRef: { name: 'absent' } }]
    const made = (await cluster.createPod(pod)).pod
    const warning = await until('the warning', () => cluster.podWarning(refOf(made)))
    expect(warning).toEqual({ reason: 'Failed', message: `Error: ${message}` })
    const waiting = await until('its container to say so', async () => {
      const reason = (await read(made))?.status?.containerStatuses?.[0]?.state?.waiting?.reason
      return reason === 'CreateContainerConfigError'
    })
    expect(waiting).toBe(true)
    expect(await cluster.podWarning({ ...refOf(made), uid: 'another' })).toBeUndefined()
    expect(await textOf(cluster.podLog(refOf(made), 'main', {}))).toBe('')
  })
}
