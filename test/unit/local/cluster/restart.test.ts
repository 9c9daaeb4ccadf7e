import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createPuppet, running, succeeded } from './puppet-kubelet.ts'
import { claimNamed, claims, configMaps, mounting, podNamed, pods, type Served, serve } from './served.ts'

describe('after a restart', () => {
  let served: Served | undefined
  afterEach(() => served?.stop())

  /** Runs `before` on one server, and answers a second one on the same store. */
  const restarted = async (before: (first: Served, puppet: ReturnType<typeof createPuppet>) => Promise<void>) => {
    const puppet = createPuppet()
    const first = await serve({ kubelet: puppet.kubelet })
    await before(first, puppet)
    await first.close()
    const next = createPuppet()
    served = await serve({ kubelet: next.kubelet, database: first.database, dataFolder: first.dataFolder })
    return { served, puppet: next }
  }

  it('a pod that ran has failed, as on a node that shut down: not by its own fault', async () => {
    const { served: again, puppet } = await restarted(async (first, kubelet) => {
      await first.post(pods(), podNamed('ran', { finalizers: ['a.b/c'] }))
      kubelet.report('ran', running)
    })
    const { body } = await again.get(`${pods()}/ran`)
    expect(body.status).toMatchObject({
      phase: 'Failed',
      reason: 'Terminated',
      message: expect.stringContaining('the embedded node stopped'),
      containerStatuses: [{ ready: false, state: { terminated: { exitCode: 137, reason: 'Error' } } }],
    })
    expect((body.status as { conditions: unknown[] }).conditions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }),
        expect.objectContaining({ type: 'PodScheduled', status: 'True' }),
      ]),
    )
    expect(puppet.told).toEqual([])
  })

  it('a pod that had not started is started, one that had ended stays as it was', async () => {
    const { served: again, puppet } = await restarted(async (first, kubelet) => {
      await first.post(pods(), podNamed('fresh'))
      await first.post(pods(), podNamed('ended'))
      kubelet.report('ended', succeeded)
    })
    expect(puppet.told).toEqual(['start fresh'])
    expect((await again.get(`${pods()}/ended`)).body.status).toMatchObject({ phase: 'Succeeded' })
  })

  it('a pod that waited is placed when it fits', async () => {
    const { served: again, puppet } = await restarted(async (first) => {
      await first.post(pods(), podNamed('waits', { spec: mounting('later') }))
    })
    await again.post(claims(), claimNamed('later'))
    await again.get('/healthz')
    expect(puppet.told).toEqual(['start waits'])
  })

  it('a pod that was being deleted is gone, unless a finalizer holds it', async () => {
    const { served: again } = await restarted(async (first, kubelet) => {
      for (const [name, finalizers] of [
        ['free', []],
        ['held', ['a.b/c']],
      ] as const) {
        await first.post(pods(), podNamed(name, { finalizers: [...finalizers] }))
        kubelet.report(name, running)
        await first.call('DELETE', `${pods()}/${name}`)
      }
    })
    expect((await again.get(`${pods()}/free`)).code).toBe(404)
    const { body } = await again.get(`${pods()}/held`)
    expect(body.metadata.deletionGracePeriodSeconds).toBe(0)
    expect(body.status).toMatchObject({ phase: 'Failed' })
  })

  it('revisions go on, and a watch from before starts over', async () => {
    let before = 0
    const { served: again } = await restarted(async (first) => {
      await first.post(configMaps(), { metadata: { name: 'a' } })
      before = Number((await first.get(configMaps())).body.metadata.resourceVersion)
    })
    expect(Number((await again.get(configMaps())).body.metadata.resourceVersion)).toBeGreaterThan(before)
    const watching = await again.watch(`${configMaps()}?watch=true&resourceVersion=${before}`)
    expect(await watching.next()).toMatchObject({ type: 'ERROR', object: { code: 410 } })
  })

  it('the folders of claims are there, those of no claim are removed', async () => {
    const { served: again, puppet } = await restarted(async (first) => {
      await first.post(claims(), claimNamed('kept'))
      mkdirSync(join(first.dataFolder, 'volumes', 'pvc-orphan'))
    })
    expect((await again.get(`${claims()}/kept`)).body.status).toMatchObject({ phase: 'Bound' })
    expect(existsSync(puppet.api().claimFolder('default', 'kept') ?? '')).toBe(true)
    await vi.waitFor(() => expect(existsSync(join(again.dataFolder, 'volumes', 'pvc-orphan'))).toBe(false))
  })

  it('nothing that a kubelet says while the server closes is heard', async () => {
    const { served: again } = await restarted(async (first, kubelet) => {
      await first.post(pods(), podNamed('ran'))
      kubelet.report('ran', running)
      const closing = first.close()
      kubelet.report('ran', { phase: 'Failed' })
      kubelet.terminated('ran')
      await closing
    })
    expect((await again.get(`${pods()}/ran`)).body.status).toMatchObject({ reason: 'Terminated' })
  })
})
