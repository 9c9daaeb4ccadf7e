import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claimNamed, claims, configMaps, podNamed, pods, type Served, serve } from './served.ts'

describe('create', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve()
  })
  afterAll(() => served.stop())

  it('answers 201 with what the server adds, and forgets what only it may set', async () => {
    const given = podNamed('added', {
      uid: 'mine',
      creationTimestamp: '2020-01-01T00:00:00Z',
      deletionTimestamp: '2020-01-01T00:00:00Z',
    })
    const { code, body } = await served.post(pods(), { ...given, status: { phase: 'Running' } })
    expect(code).toBe(201)
    expect(body.metadata).toMatchObject({ name: 'added', namespace: 'default', generation: 1 })
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/)
    expect(body.metadata.resourceVersion).toMatch(/^\d+$/)
    expect(body.metadata.creationTimestamp).toMatch(/^202\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(body.metadata.creationTimestamp).not.toBe('2020-01-01T00:00:00Z')
    expect(body.metadata).not.toHaveProperty('deletionTimestamp')
    expect(body.status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' })
  })

  it('fills in a pod’s defaults as the real server does', async () => {
    const limits = { cpu: '1', memory: '1Gi' }
    const { body } = await served.post(pods(), {
      metadata: { name: 'defaults' },
      spec: {
        volumes: [{ name: 'empty' }, { name: 'script', configMap: { name: 'x' } }],
        containers: [
          { name: 'a', image: 'busybox:1.36', resources: { limits } },
          { name: 'b', image: 'busybox', resources: { limits } },
        ],
      },
    })
    expect(body['spec']).toMatchObject({
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      serviceAccountName: 'default',
      dnsPolicy: 'ClusterFirst',
      volumes: [{ emptyDir: {} }, { configMap: { defaultMode: 420 } }],
      containers: [
        { imagePullPolicy: 'IfNotPresent', resources: { limits, requests: limits } },
        { imagePullPolicy: 'Always', terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' },
      ],
    })
    expect(body.status).toMatchObject({ qosClass: 'Guaranteed' })
  })

  it('makes a name from generateName', async () => {
    const { code, body } = await served.post(pods(), { ...podNamed('x'), metadata: { generateName: 'made-' } })
    expect(code).toBe(201)
    expect(body.metadata.name).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })

  it('answers 409 when the name is taken', async () => {
    await served.post(pods(), podNamed('taken'))
    expect(await served.post(pods(), podNamed('taken'))).toMatchObject({
      code: 409,
      body: {
        reason: 'AlreadyExists',
        message: 'pods "taken" already exists',
        details: { name: 'taken', kind: 'pods' },
      },
    })
  })

  it('answers 422 with every cause', async () => {
    const { code, body } = await served.post(pods(), {
      metadata: { name: 'Bad_Name', labels: { 'a b': 'c d' }, finalizers: ['nope'] },
      spec: {
        restartPolicy: 'Nope',
        activeDeadlineSeconds: 0,
        volumes: [{ name: 'v' }, { name: 'v', persistentVolumeClaim: {} }, { name: 'w', emptyDir: {}, secret: {} }],
        containers: [
          { name: 'a' },
          { image: 'x' },
          { name: 'a', image: 'x', volumeMounts: [{ name: 'zz', mountPath: '/x' }] },
        ],
      },
    })
    expect(code).toBe(422)
    expect(body).toMatchObject({ reason: 'Invalid', details: { name: 'Bad_Name', kind: 'Pod' } })
    expect(body.message).toMatch(
      /^Pod "Bad_Name" is invalid: \[metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123/,
    )
    expect(body.details.causes.map(({ reason, field }) => `${reason} ${field}`)).toEqual([
      'FieldValueInvalid metadata.name',
      'FieldValueInvalid metadata.labels',
      'FieldValueInvalid metadata.labels',
      'FieldValueInvalid metadata.finalizers[0]',
      'FieldValueDuplicate spec.volumes[1].name',
      'FieldValueRequired spec.volumes[1].persistentVolumeClaim.claimName',
      'FieldValueForbidden spec.volumes[2].secret',
      'FieldValueRequired spec.containers[0].image',
      'FieldValueRequired spec.containers[1].name',
      'FieldValueDuplicate spec.containers[2].name',
      'FieldValueNotFound spec.containers[2].volumeMounts[0].name',
      'FieldValueNotSupported spec.restartPolicy',
      'FieldValueInvalid spec.activeDeadlineSeconds',
    ])
  })

  it('answers 422 for an object without a name or without containers', async () => {
    const { code, body } = await served.post(pods(), { metadata: {}, spec: {} })
    expect(code).toBe(422)
    expect(body.message).toBe(
      'Pod "" is invalid: [metadata.name: Required value: name or generateName is required, spec.containers: Required value]',
    )
  })

  it('refuses annotations over 256 KiB', async () => {
    const { body } = await served.post(pods(), podNamed('big', { annotations: { a: 'x'.repeat(262_144) } }))
    expect(body.message).toBe('Pod "big" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes')
  })

  it('answers 400 for values of the wrong type, in the words of the real decoder', async () => {
    const wrong = async (path: string, body: object) => (await served.post(path, body)).body
    expect(await wrong(configMaps(), { metadata: { name: 'x' }, data: { a: 5 } })).toMatchObject({
      code: 400,
      message:
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
    })
    expect(await wrong(pods(), { metadata: { name: 'x', labels: [] } })).toMatchObject({
      message:
        'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    })
    expect(await wrong(pods(), { metadata: { name: 'x' }, spec: { containers: 'x' } })).toMatchObject({
      message:
        'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
    })
    expect(
      await wrong('/api/v1/namespaces/default/secrets', { metadata: { name: 'x' }, data: { a: '%%' } }),
    ).toMatchObject({
      message: 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0',
    })
  })

  it('answers 400 for another kind, version or namespace than the path’s', async () => {
    expect((await served.post(pods(), { kind: 'Secret', metadata: { name: 'x' } })).body.message).toBe(
      'Secret in version "v1" cannot be handled as a Pod: converting (v1.Secret) to (core.Pod): unknown conversion',
    )
    expect((await served.post(pods(), { apiVersion: 'v2', kind: 'Pod' })).code).toBe(400)
    expect((await served.post(pods(), podNamed('x', { namespace: 'other' }))).body.message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  })

  it('answers 403 for a service account that is not there', async () => {
    const pod = podNamed('account', { spec: { serviceAccountName: 'builder' } })
    expect(await served.post(pods('team'), pod)).toMatchObject({
      code: 403,
      body: {
        reason: 'Forbidden',
        message:
          'pods "account" is forbidden: error looking up service account team/builder: serviceaccount "builder" not found',
      },
    })
    await served.post('/api/v1/namespaces/team/serviceaccounts', { metadata: { name: 'builder' } })
    expect((await served.post(pods('team'), pod)).code).toBe(201)
  })

  it('makes the namespace with its default service account', async () => {
    await served.post(pods('fresh'), podNamed('a'))
    expect((await served.get('/api/v1/namespaces/fresh')).body.status).toEqual({ phase: 'Active' })
    expect((await served.get('/api/v1/namespaces/fresh/serviceaccounts/default')).code).toBe(200)
  })

  it('encodes a secret’s stringData', async () => {
    const { body } = await served.post('/api/v1/namespaces/default/secrets', {
      metadata: { name: 's' },
      stringData: { a: 'b' },
    })
    expect(body).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } })
    expect(body).not.toHaveProperty('stringData')
  })

  it('refuses a claim that asks for nothing', async () => {
    const { code, body } = await served.post(claims(), { metadata: { name: 'x' }, spec: { accessModes: ['Foo'] } })
    expect(code).toBe(422)
    expect(body.details.causes.map(({ field }) => field)).toEqual(['spec.accessModes', 'spec.resources[storage]'])
  })

  it('reads amounts, and answers 400 for what is none', async () => {
    const asking = (storage: unknown) => claimNamed('amount', { resources: { requests: { storage } } })
    expect((await served.post(claims(), asking('5Zi'))).body.message).toBe(
      'PersistentVolumeClaim in version "v1" cannot be handled as a PersistentVolumeClaim: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
    )
    expect((await served.post(claims(), asking('-1Gi'))).body.details.causes[0]?.message).toBe(
      'Invalid value: "-1Gi": must be greater than zero',
    )
    const { body } = await served.post(claims(), asking(1024))
    expect(body['spec']).toMatchObject({ resources: { requests: { storage: '1024' } } })
  })

  it('keeps nothing of a dry run', async () => {
    expect((await served.post(`${claims()}?dryRun=All`, claimNamed('dry'))).code).toBe(201)
    expect((await served.get(`${claims()}/dry`)).code).toBe(404)
  })

  it('remembers every pod object that was ever made', async () => {
    for (const turn of [1, 2]) {
      const { body } = await served.post(pods('records'), podNamed('twice'))
      const rows = served.database.prepare("SELECT * FROM cluster_created WHERE namespace = 'records'").all()
      expect(rows).toHaveLength(turn)
      expect(rows.at(-1)).toMatchObject({
        name: 'twice',
        namespace: 'records',
        uid: body.metadata.uid,
        at: expect.any(Number),
      })
      await served.call('DELETE', `${pods('records')}/twice`, { gracePeriodSeconds: 0 })
    }
  })
})
