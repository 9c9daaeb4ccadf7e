import { describe, expect, it } from 'vitest'
import { type ClusterWorld, podThat, refOf, textOf, until } from './cluster-world.ts'

export const podLogs = (world: () => ClusterWorld): void => {
  const create = async (name: string, run: string, script: object) =>
    (await world().cluster.createPod(podThat({ name, namespace: world().namespace, run, script }))).pod

  describe('logs', () => {
    it('can be read whole, and up to a limit, once the container has ended', async () => {
      const { cluster } = world()
      const pod = await create('told', 'echo one; echo two 1>&2', { log: 'one\ntwo\n' })
      await until('its end', async () => (await cluster.pod(refOf(pod)))?.status?.phase === 'Succeeded')
      const log = (options: { follow?: boolean; limitBytes?: number }) =>
        textOf(cluster.podLog(refOf(pod), 'main', options))
      expect((await log({})).split('\n').sort()).toEqual(['', 'one', 'two'])
      expect(await log({ limitBytes: 5 })).toHaveLength(5)
      expect(await log({ follow: true })).toBe(await log({}))
    })

    it('are the container’s, and an unknown container is an error', async () => {
      const { cluster } = world()
      const pod = await create('one-container', 'exit 0', {})
      await until('its end', async () => (await cluster.pod(refOf(pod)))?.status?.phase === 'Succeeded')
      await expect(textOf(cluster.podLog(refOf(pod), 'other', {}))).rejects.toMatchObject({
        code: 'Invalid',
        message: 'container other is not valid for pod one-container',
      })
    })

    it('are followed until the container ends', async () => {
      const { cluster } = world()
      const script = { log: 'begin\nend\n', runFor: 1_500 }
      const pod = await create('followed', 'echo begin; sleep 1.5; echo end', script)
      const read = await until('it to begin', async () => {
        const text = await textOf(cluster.podLog(refOf(pod), 'main', { follow: true }))
        return text !== '' && text
      })
      expect(read).toBe('begin\nend\n')
    })

    it('stop being followed as soon as told', async () => {
      const { cluster } = world()
      const pod = await create('unfollowed', 'echo begin; sleep 60', { log: 'begin\n', runFor: 60_000 })
      const stop = new AbortController()
      await until('it to begin', async () => {
        for await (const chunk of cluster.podLog(refOf(pod), 'main', { follow: true, signal: stop.signal })) {
          expect(Buffer.from(chunk).toString()).toBe('begin\n')
          stop.abort()
        }
        return stop.signal.aborted
      })
      expect((await cluster.pod(refOf(pod)))?.status?.phase).not.toBe('Failed')
      await cluster.deletePod(refOf(pod), { graceSeconds: 1 })
    })
  })
}
