import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createPuppet, running, succeeded } from './puppet-kubelet.ts'
import { type Body, claimNamed, claims, mounting, podNamed, pods, type Served, serve } from './served.ts'

describe('a claim', () => {
  const puppet = createPuppet()
  let served: Served
  beforeAll(async () => {
    served = await serve({ kubelet: puppet.kubelet })
  })
  afterAll(() => served.stop())

  const claim = async (name: string): Promise<Body> => (await served.get(`${claims()}/${name}`)).body
  const events = async (name: string) =>
    (await served.get(`/api/v1/events?fieldSelector=involvedObject.name%3D${name}`)).body.items.map(
      ({ type, reason }) => `${String(type)} ${reason}`,
    )
  const folder = (name: string) => puppet.api().claimFolder('default', name) ?? ''

  it('is bound at once to a folder that everybody may write to', async () => {
    const { body } = await served.post(claims(), claimNamed('bound'))
    expect(body.status).toEqual({ phase: 'Pending' })
    expect(body.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection'])
    const now = await claim('bound')
    expect(now.status).toEqual({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } })
    expect(now['spec']).toMatchObject({ storageClassName: 'standard', volumeName: `pvc-${body.metadata.uid}` })
    expect(folder('bound')).toBe(join(served.dataFolder, 'volumes', `pvc-${body.metadata.uid}`))
    expect(existsSync(folder('bound'))).toBe(true)
    expect(await events('bound')).toEqual(['Normal ProvisioningSucceeded'])
  })

  it.each(['fast-ssd', ''])('of class %j is bound too, with a warning', async (storageClassName) => {
    const name = `class-${storageClassName || 'none'}`
    await served.post(claims(), claimNamed(name, { storageClassName }))
    expect((await claim(name)).status).toMatchObject({ phase: 'Bound' })
    expect(await events(name)).toEqual(['Warning StorageClassIgnored', 'Normal ProvisioningSucceeded'])
  })

  it.each([
    ['volume', { volumeName: 'nope' }, 'Warning FailedBinding'],
    ['selector', { selector: { matchLabels: { a: 'b' } } }, 'Warning ProvisioningFailed'],
    ['source', { dataSource: { kind: 'PersistentVolumeClaim', name: 'x' } }, 'Warning ProvisioningFailed'],
  ])('that asks for a certain %s stays Pending', async (name, spec, event) => {
    await served.post(claims(), claimNamed(name, spec))
    expect((await claim(name)).status).toEqual({ phase: 'Pending' })
    expect(puppet.api().claimFolder('default', name)).toBeUndefined()
    expect(await events(name)).toEqual([event])
  })

  it('that no pod mounts goes at once, and its folder with it', async () => {
    await served.post(claims(), claimNamed('unused'))
    const path = folder('unused')
    writeFileSync(join(path, 'file'), 'x')
    await served.call('DELETE', `${claims()}/unused`)
    expect((await served.get(`${claims()}/unused`)).code).toBe(404)
    await vi.waitFor(() => expect(existsSync(path)).toBe(false))
  })

  it('that has just gone has its folder removed before the cluster is closed', async () => {
    const other = createPuppet()
    const closing = await serve({ kubelet: other.kubelet })
    await closing.post(claims(), claimNamed('large'))
    const path = other.api().claimFolder('default', 'large') ?? ''
    for (let n = 0; n < 2_000; n += 1) writeFileSync(join(path, `file-${n}`), '')
    await closing.call('DELETE', `${claims()}/large`)
    await closing.close()
    expect(existsSync(path)).toBe(false)
    await closing.stop()
  })

  it('stays Terminating, folder and all, until the pods that mount it are gone', async () => {
    await served.post(claims(), claimNamed('used'))
    await served.post(pods(), podNamed('user', { spec: mounting('used') }))
    puppet.report('user', running)
    const path = folder('used')
    const { body } = await served.call('DELETE', `${claims()}/used`)
    expect(body.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: ['kubernetes.io/pvc-protection'] })
    puppet.report('user', succeeded)
    expect((await claim('used')).metadata).toHaveProperty('deletionTimestamp')
    expect(existsSync(path)).toBe(true)
    await served.call('DELETE', `${pods()}/user`)
    expect((await served.get(`${claims()}/used`)).code).toBe(404)
    await vi.waitFor(() => expect(existsSync(path)).toBe(false))
  })

  it('waits for its other finalizers too', async () => {
    await served.post(claims(), { ...claimNamed('held'), metadata: { name: 'held', finalizers: ['a.b/c'] } })
    await served.call('DELETE', `${claims()}/held`)
    expect((await claim('held')).metadata.finalizers).toEqual(['a.b/c'])
    await served.merge(`${claims()}/held`, { metadata: { finalizers: null } })
    expect((await served.get(`${claims()}/held`)).code).toBe(404)
  })
})
