import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPuppet, running, succeeded } from './puppet-kubelet.ts'
import { configMaps, podNamed, pods, type Served, serve } from './served.ts'

describe('delete', () => {
  const puppet = createPuppet()
  let served: Served
  beforeAll(async () => {
    served = await serve({ kubelet: puppet.kubelet })
  })
  afterAll(() => served.stop())

  const remove = (path: string, options?: object) => served.call('DELETE', path, options)
  const finalizers = ['millrace.dev/accounting']
  const runningPod = async (name: string, metadata: object = {}) => {
    const { body } = await served.post(pods(), podNamed(name, metadata))
    puppet.report(name, running)
    return body
  }

  it('removes an object at once and says which it was', async () => {
    const { body: made } = await served.post(configMaps(), { metadata: { name: 'plain' } })
    expect(await remove(`${configMaps()}/plain`)).toMatchObject({
      code: 200,
      body: {
        kind: 'Status',
        status: 'Success',
        details: { name: 'plain', kind: 'configmaps', uid: made.metadata.uid },
      },
    })
    expect(await remove(`${configMaps()}/plain`)).toMatchObject({ code: 404, body: { reason: 'NotFound' } })
  })

  it('keeps an object until its last finalizer is gone, and lets nobody add one', async () => {
    await served.post(configMaps(), { metadata: { name: 'held', finalizers: ['a.b/c', 'a.b/d'] } })
    const path = `${configMaps()}/held`
    const { body } = await remove(path)
    expect(body.metadata).toMatchObject({
      deletionGracePeriodSeconds: 0,
      deletionTimestamp: expect.stringMatching(/Z$/),
    })
    expect((await served.merge(path, { metadata: { finalizers: ['a.b/c', 'e.f/g'] } })).body.message).toBe(
      'ConfigMap "held" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"e.f/g"}',
    )
    await served.merge(path, { metadata: { finalizers: ['a.b/d'] } })
    expect((await served.get(path)).code).toBe(200)
    expect((await served.merge(path, { metadata: { finalizers: null } })).code).toBe(200)
    expect((await served.get(path)).code).toBe(404)
  })

  it('lets a running pod stop first, within its grace', async () => {
    await runningPod('graceful', { spec: { terminationGracePeriodSeconds: 7 } })
    const { body } = await remove(`${pods()}/graceful`)
    expect(body.metadata).toMatchObject({ deletionGracePeriodSeconds: 7, generation: 2 })
    expect(puppet.told).toContain('update graceful')
    expect(puppet.pod('graceful')?.metadata.deletionGracePeriodSeconds).toBe(7)
    expect((await served.get(`${pods()}/graceful`)).code).toBe(200)
    puppet.terminated('graceful')
    expect((await served.get(`${pods()}/graceful`)).code).toBe(404)
    expect(puppet.told.at(-1)).toBe('forget graceful')
  })

  it('keeps a deleted pod for its finalizer after it has stopped', async () => {
    await runningPod('accounted', { finalizers })
    await remove(`${pods()}/accounted`)
    puppet.terminated('accounted')
    const { body } = await served.get(`${pods()}/accounted`)
    expect(body.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers })
    await served.merge(`${pods()}/accounted`, { metadata: { finalizers: null } })
    expect((await served.get(`${pods()}/accounted`)).code).toBe(404)
  })

  it('keeps a deleted pod that still runs after its finalizer has gone', async () => {
    await runningPod('stopping', { finalizers })
    await remove(`${pods()}/stopping`)
    await served.merge(`${pods()}/stopping`, { metadata: { finalizers: null } })
    expect((await served.get(`${pods()}/stopping`)).code).toBe(200)
    puppet.terminated('stopping')
    expect((await served.get(`${pods()}/stopping`)).code).toBe(404)
  })

  it('removes a pod that has ended, or that is on no node, at once', async () => {
    await runningPod('ended')
    puppet.report('ended', succeeded)
    expect((await remove(`${pods()}/ended`)).body.metadata.deletionGracePeriodSeconds).toBe(0)
    expect((await served.get(`${pods()}/ended`)).code).toBe(404)
    await served.post(pods(), podNamed('nowhere', { spec: { nodeSelector: { no: 'where' } } }))
    await remove(`${pods()}/nowhere`)
    expect((await served.get(`${pods()}/nowhere`)).code).toBe(404)
  })

  it('forced, removes a running pod at once, and tells the kubelet to stop it', async () => {
    await runningPod('forced')
    await remove(`${pods()}/forced`, { gracePeriodSeconds: 0 })
    expect((await served.get(`${pods()}/forced`)).code).toBe(404)
    expect(puppet.told.slice(-2)).toEqual(['update forced', 'forget forced'])
    await runningPod('kept', { finalizers })
    await remove(`${pods()}/kept?gracePeriodSeconds=0`)
    expect((await served.get(`${pods()}/kept`)).body.metadata.deletionGracePeriodSeconds).toBe(0)
  })

  it('lets a second deletion only shorten the grace', async () => {
    await runningPod('twice')
    const grace = async (seconds?: number) =>
      (await remove(`${pods()}/twice`, { gracePeriodSeconds: seconds })).body.metadata.deletionGracePeriodSeconds
    expect([await grace(), await grace(60), await grace(), await grace(5)]).toEqual([30, 30, 30, 5])
  })

  it('answers 409 when the preconditions do not hold', async () => {
    const { metadata } = await runningPod('guarded')
    const path = `${pods()}/guarded`
    expect(await remove(path, { preconditions: { uid: 'other' } })).toMatchObject({
      code: 409,
      body: {
        reason: 'Conflict',
        message: `Operation cannot be fulfilled on Pod "guarded": the UID in the precondition (other) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
      },
    })
    expect((await remove(path, { preconditions: { resourceVersion: '1' } })).body.message).toContain(
      'the ResourceVersion in the precondition (1) does not match the ResourceVersion in record',
    )
    expect((await remove(path, { preconditions: { uid: metadata.uid } })).code).toBe(200)
  })

  it('answers 400 for options that make no sense', async () => {
    await served.post(configMaps(), { metadata: { name: 'optional' } })
    expect((await remove(`${configMaps()}/optional`, { gracePeriodSeconds: '5' })).body.message).toBe(
      'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    )
  })

  it('removes a collection, or what is selected of it', async () => {
    for (const name of ['a', 'b', 'c'])
      await served.post(configMaps('many'), { metadata: { name, labels: { keep: String(name === 'b') } } })
    const { code, body } = await remove(`${configMaps('many')}?labelSelector=keep%3Dfalse`)
    expect({ code, kind: body.kind, names: body.items.map(({ metadata }) => metadata.name) }).toEqual({
      code: 200,
      kind: 'ConfigMapList',
      names: ['a', 'c'],
    })
    expect((await served.get(configMaps('many'))).body.items.map(({ metadata }) => metadata.name)).toEqual(['b'])
  })

  it('empties a namespace before it goes, and lets nothing new in', async () => {
    await served.post('/api/v1/namespaces', { metadata: { name: 'leaving' } })
    await served.post(configMaps('leaving'), { metadata: { name: 'held', finalizers: ['a.b/c'] } })
    await served.post(configMaps('leaving'), { metadata: { name: 'free' } })
    expect((await remove('/api/v1/namespaces/leaving')).body.status).toEqual({ phase: 'Terminating' })
    expect(await served.post(configMaps('leaving'), { metadata: { name: 'new' } })).toMatchObject({
      code: 403,
      body: {
        reason: 'Forbidden',
        message:
          'configmaps "new" is forbidden: unable to create new content in namespace leaving because it is being terminated',
        details: { causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }] },
      },
    })
    expect((await served.get(configMaps('leaving'))).body.items.map(({ metadata }) => metadata.name)).toEqual(['held'])
    await served.merge(`${configMaps('leaving')}/held`, { metadata: { finalizers: null } })
    expect((await served.get('/api/v1/namespaces/leaving')).code).toBe(404)
    expect((await remove('/api/v1/namespaces/default')).code).toBe(403)
  })
})
