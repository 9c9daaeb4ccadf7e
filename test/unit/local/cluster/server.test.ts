import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Body, podNamed, pods, type Served, serve } from './served.ts'

describe('the server', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve()
  })
  afterAll(() => served.stop())

  it('answers 401 without its token, on every path', async () => {
    for (const path of ['/api/v1/pods', '/healthz', '/nothing'])
      for (const authorization of [undefined, 'Bearer wrong', `Basic ${btoa('x:wrong')}`]) {
        const response = await fetch(served.url + path, {
          headers: authorization === undefined ? {} : { authorization },
        })
        expect(response.status).toBe(401)
        expect(await response.json()).toEqual({
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message: 'Unauthorized',
          reason: 'Unauthorized',
          code: 401,
        })
      }
  })

  it('takes the token as a password too, for who cannot send a bearer token over http', async () => {
    const headers = { authorization: `Basic ${btoa(`anybody:${served.token}`)}` }
    expect((await fetch(`${served.url}/healthz`, { headers })).status).toBe(200)
  })

  it('listens on the loopback only', () => {
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('says that it is well, and which version it is like', async () => {
    for (const path of ['/healthz', '/readyz', '/livez']) expect((await served.get(path)).text).toBe('ok')
    expect((await served.get('/version')).body).toMatchObject({ major: '1', minor: '36' })
  })

  it('tells which resources it has', async () => {
    expect((await served.get('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
    expect((await served.get('/apis')).body).toEqual({ kind: 'APIGroupList', apiVersion: 'v1', groups: [] })
    const { body } = await served.get('/api/v1')
    expect(body).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' })
    const names = (body['resources'] as Body['metadata'][]).map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['pods', 'pods/log', 'pods/status', 'persistentvolumeclaims', 'events']),
    )
  })

  it('answers 404 for resources that it does not have', async () => {
    for (const path of [
      '/api/v1/widgets',
      '/api/v1/namespaces/x/widgets',
      '/apis/apps/v1/deployments',
      '/x',
      `${pods()}/a/exec`,
    ])
      expect(await served.get(path)).toMatchObject({
        code: 404,
        body: { reason: 'NotFound', message: 'the server could not find the requested resource' },
      })
  })

  it('answers 405 for verbs that a resource does not have', async () => {
    for (const [method, path] of [
      ['POST', '/api/v1/pods'],
      ['DELETE', '/api/v1/pods'],
      ['PUT', pods()],
      ['POST', `${pods()}/a`],
      ['DELETE', '/api/v1/namespaces'],
      ['DELETE', '/api/v1/nodes/millrace-local'],
      ['DELETE', `${pods()}/a/status`],
    ] as const)
      expect(await served.call(method, path)).toMatchObject({ code: 405, body: { reason: 'MethodNotAllowed' } })
  })

  it('answers 415 for a body that is not JSON, 400 for broken JSON, 413 for too much of it', async () => {
    expect(await served.call('POST', pods(), 'a: b', 'application/yaml')).toMatchObject({
      code: 415,
      body: { reason: 'UnsupportedMediaType' },
    })
    expect(await served.call('POST', pods(), '{"apiVersion":')).toMatchObject({
      code: 400,
      body: {
        reason: 'BadRequest',
        message: expect.stringContaining('the object provided is unrecognized (must be of type Pod)'),
      },
    })
    const huge = podNamed('huge', { annotations: { a: 'x'.repeat(3 * 1024 * 1024) } })
    expect(await served.post(pods(), huge)).toMatchObject({ code: 413, body: { reason: 'RequestEntityTooLarge' } })
  })

  it('shows its one node', async () => {
    const { body } = await served.get('/api/v1/nodes')
    expect(body.items.map(({ metadata }) => metadata.labels?.['kubernetes.io/hostname'])).toEqual(['millrace-local'])
  })
})
