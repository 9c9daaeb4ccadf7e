import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimNamed, claims, configMaps, longPod, pods, type Served, serve } from './served.ts'

describe('update', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve()
  })
  afterAll(() => served.stop())

  const put = (path: string, body: unknown) => served.call('PUT', path, body)

  it('replaces the object, and answers 409 when it has changed since it was read', async () => {
    const path = `${configMaps()}/put`
    const { body } = await served.post(configMaps(), { metadata: { name: 'put' }, data: { a: '1' } })
    const changed = await put(path, { ...body, data: { b: '2' } })
    expect(changed).toMatchObject({ code: 200, body: { data: { b: '2' } } })
    expect(changed.body['data']).not.toHaveProperty('a')
    expect(await put(path, { ...body, data: {} })).toMatchObject({
      code: 409,
      body: {
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on configmaps "put": the object has been modified; please apply your changes to the latest version and try again',
      },
    })
    const { resourceVersion: _version, ...metadata } = body.metadata
    expect((await put(path, { ...body, metadata, data: { c: '3' } })).code).toBe(200)
  })

  it('answers 404 for what is not there, 400 for another name, 409 for another uid', async () => {
    await served.post(configMaps(), { metadata: { name: 'here' } })
    expect((await put(`${configMaps()}/absent`, { metadata: { name: 'absent' } })).code).toBe(404)
    expect(await put(`${configMaps()}/here`, { metadata: { name: 'there' } })).toMatchObject({
      code: 400,
      body: { message: 'the name of the object (there) does not match the name on the URL (here)' },
    })
    expect((await put(`${configMaps()}/here`, { metadata: { name: 'here', uid: 'x' } })).code).toBe(409)
  })

  it('does not count a change that changes nothing', async () => {
    const { body } = await served.post(configMaps(), { metadata: { name: 'same', labels: { a: 'b' } } })
    const again = await served.merge(`${configMaps()}/same`, { metadata: { labels: { a: 'b' } } })
    expect(again.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion)
  })

  it('merges, and answers 409 only when the patch itself speaks of a revision', async () => {
    const path = `${configMaps()}/merged`
    const { body } = await served.post(configMaps(), { metadata: { name: 'merged', labels: { a: '1', b: '2' } } })
    expect((await served.merge(path, { metadata: { labels: { a: null, c: '3' } } })).body.metadata.labels).toEqual({
      b: '2',
      c: '3',
    })
    const stale = { metadata: { resourceVersion: body.metadata.resourceVersion, labels: { d: '4' } } }
    expect((await served.merge(path, stale)).code).toBe(409)
  })

  it('applies a JSON patch whole or not at all', async () => {
    const path = `${configMaps()}/json`
    await served.post(configMaps(), { metadata: { name: 'json', finalizers: ['a.b/c'] } })
    const patch = (operations: unknown) => served.call('PATCH', path, operations, 'application/json-patch+json')
    expect(
      await patch([
        { op: 'add', path: '/data', value: { x: '1' } },
        { op: 'test', path: '/metadata/finalizers/0', value: 'other' },
      ]),
    ).toMatchObject({
      code: 422,
      body: {
        reason: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
        details: {},
      },
    })
    expect((await served.get(path)).body).not.toHaveProperty('data')
    expect(
      (
        await patch([
          { op: 'test', path: '/metadata/finalizers/0', value: 'a.b/c' },
          { op: 'remove', path: '/metadata/finalizers/0' },
        ])
      ).body.metadata,
    ).not.toHaveProperty('finalizers')
    expect(await patch({ op: 'add' })).toMatchObject({
      code: 400,
      body: {
        message: 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
      },
    })
  })

  it('merges finalizers and containers strategically', async () => {
    await served.post(pods(), longPod('strategic', { finalizers: ['a.b/c'] }))
    const patch = (body: unknown) =>
      served.call('PATCH', `${pods()}/strategic`, body, 'application/strategic-merge-patch+json')
    expect((await patch({ metadata: { finalizers: ['a.b/d'] } })).body.metadata.finalizers).toEqual(['a.b/d', 'a.b/c'])
    expect(
      (await patch({ metadata: { '$deleteFromPrimitiveList/finalizers': ['a.b/d'] } })).body.metadata.finalizers,
    ).toEqual(['a.b/c'])
    const { body } = await patch({ spec: { containers: [{ name: 'main', image: 'alpine' }] } })
    expect(body['spec']).toMatchObject({ containers: [{ name: 'main', image: 'alpine', imagePullPolicy: 'Always' }] })
  })

  it('answers 415 for a patch of another kind', async () => {
    await served.post(configMaps(), { metadata: { name: 'typed' } })
    expect(await served.call('PATCH', `${configMaps()}/typed`, {}, 'application/json')).toMatchObject({
      code: 415,
      body: { reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type' },
    })
  })

  it('keeps the status out of a change of the object, and the spec out of a change of its status', async () => {
    await served.post(pods(), longPod('parts'))
    const path = `${pods()}/parts`
    expect((await served.merge(path, { status: { message: 'no' } })).body.status).not.toHaveProperty('message')
    const { code, body } = await served.merge(`${path}/status`, {
      metadata: { labels: { through: 'status' } },
      spec: { restartPolicy: 'Always' },
      status: { message: 'yes' },
    })
    expect(code).toBe(200)
    expect(body).toMatchObject({ metadata: { labels: { through: 'status' } }, spec: { restartPolicy: 'Never' } })
    expect(body.status).toMatchObject({ message: 'yes', phase: 'Running' })
  })

  it('keeps uid and times as they are', async () => {
    const { body } = await served.post(configMaps(), { metadata: { name: 'kept' } })
    const path = `${configMaps()}/kept`
    expect(await served.merge(path, { metadata: { uid: 'other' } })).toMatchObject({
      code: 422,
      body: { message: 'ConfigMap "kept" is invalid: metadata.uid: Invalid value: "other": field is immutable' },
    })
    const patched = await served.merge(path, {
      metadata: { creationTimestamp: null, deletionTimestamp: '2020-01-01T00:00:00Z' },
    })
    expect(patched.body.metadata).toEqual(body.metadata)
  })

  it('refuses to change an immutable ConfigMap', async () => {
    await served.post(configMaps(), { metadata: { name: 'fixed' }, immutable: true, data: { a: '1' } })
    const { code, body } = await served.merge(`${configMaps()}/fixed`, { data: { a: '2' } })
    expect({ code, causes: body.details.causes }).toEqual({
      code: 422,
      causes: [
        {
          reason: 'FieldValueForbidden',
          field: 'data',
          message: 'Forbidden: field is immutable when `immutable` is set',
        },
      ],
    })
  })

  it('refuses to change a claim’s spec', async () => {
    await served.post(claims(), claimNamed('firm'))
    const { code, body } = await served.merge(`${claims()}/firm`, { spec: { accessModes: ['ReadWriteMany'] } })
    expect(code).toBe(422)
    expect(body.message).toContain('spec is immutable after creation except resources.requests')
    const more = { spec: { resources: { requests: { storage: '2Gi' } } } }
    expect((await served.merge(`${claims()}/firm`, more)).code).toBe(200)
  })
})

describe('a pod’s spec', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve()
    await served.post(pods(), longPod('p'))
  })
  afterAll(() => served.stop())

  const change = (spec: object) => served.merge(`${pods()}/p`, { spec })
  const forbidden =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n'

  it('may get another image and more tolerations, counted as a generation', async () => {
    const json = (operations: object[]) =>
      served.call('PATCH', `${pods()}/p`, operations, 'application/json-patch+json')
    const imaged = await json([{ op: 'replace', path: '/spec/containers/0/image', value: 'alpine' }])
    expect(imaged.body.metadata.generation).toBe(2)
    const tolerant = await json([{ op: 'add', path: '/spec/tolerations/-', value: { key: 'x', operator: 'Exists' } }])
    expect(tolerant.code).toBe(200)
    expect((await json([{ op: 'remove', path: '/spec/tolerations/2' }])).body.details.causes[0]?.field).toBe(
      'spec.tolerations',
    )
  })

  it('may get a deadline, then only a shorter one', async () => {
    expect((await change({ activeDeadlineSeconds: 500 })).code).toBe(200)
    expect((await change({ activeDeadlineSeconds: 600 })).body.message).toBe(
      'Pod "p" is invalid: spec.activeDeadlineSeconds: Invalid value: 600: must be less than or equal to previous value',
    )
    expect((await change({ activeDeadlineSeconds: null })).body.message).toBe(
      'Pod "p" is invalid: spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
    )
    expect((await change({ activeDeadlineSeconds: 400 })).code).toBe(200)
  })

  it('may not change in anything else', async () => {
    const { code, body } = await change({ restartPolicy: 'Always' })
    expect({ code, reason: body.reason }).toEqual({ code: 422, reason: 'Invalid' })
    expect(body.details.causes).toEqual([
      {
        reason: 'FieldValueForbidden',
        field: 'spec',
        message: `Forbidden: ${forbidden}@@ spec.restartPolicy @@\n- "Never"\n+ "Always"\n`,
      },
    ])
    expect((await change({ containers: [] })).code).toBe(422)
  })
})
