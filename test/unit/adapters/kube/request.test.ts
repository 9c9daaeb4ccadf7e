import { describe, expect, it } from 'vitest'
import { createKubeApi } from '../../../../lib/adapters/kube/request.ts'
import { fakeServer, json, status } from './fake-server.ts'

const get = { method: 'GET', path: '/api/v1/pods' } as const

describe('a request', () => {
  it('carries the token, its content type and a limit for the server too, over few connections', async () => {
    const heads: object[] = []
    const server = await fakeServer((request, response) => {
      heads.push({ authorization: request.headers.authorization, type: request.headers['content-type'] })
      json(response, 200, { ok: true })
    })
    const api = createKubeApi(server.connection, 10_000)
    expect(await api.send(get)).toEqual({ code: 200, body: { ok: true } })
    await api.send({ method: 'PATCH', path: '/x', patch: 'merge', query: { a: 'b c', none: undefined }, body: {} })
    expect(heads).toEqual([
      { authorization: 'Bearer secret', type: undefined },
      { authorization: 'Bearer secret', type: 'application/merge-patch+json' },
    ])
    expect(server.requests).toEqual(['GET /api/v1/pods?timeout=10s', 'PATCH /x?a=b+c&timeout=10s'])
    for (let n = 0; n < 20; n += 1) await api.send(get)
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  it('is Unavailable when nobody answers in time, and when nobody is there', async () => {
    const server = await fakeServer(() => {})
    await expect(createKubeApi(server.connection, 100).send(get)).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'The cluster did not answer within 100 ms.',
    })
    await expect(
      createKubeApi({ ...server.connection, server: 'http://127.0.0.1:1' }, 1_000).send(get),
    ).rejects.toMatchObject({
      code: 'Unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('is Unavailable when the answer stalls, breaks off or is no JSON', async () => {
    const server = await fakeServer((request, response) => {
      if (request.url?.startsWith('/stalls')) return void response.writeHead(200).write('{"a":')
      if (request.url?.startsWith('/breaks')) {
        response.writeHead(200, { 'content-length': 100 }).write('{"a":')
        return void setTimeout(() => response.destroy(), 20)
      }
      return void response.writeHead(200).end('<html>')
    })
    const api = createKubeApi(server.connection, 200)
    for (const path of ['/stalls', '/breaks', '/html'])
      await expect(api.send({ method: 'GET', path })).rejects.toMatchObject({ code: 'Unavailable' })
  })

  it('answers only a Status to who asked for its code', async () => {
    const server = await fakeServer((request, response) => {
      if (request.url?.startsWith('/proxy')) response.writeHead(404).end('no such page')
      else json(response, 404, status(404))
    })
    const api = createKubeApi(server.connection, 1_000)
    expect((await api.send({ method: 'GET', path: '/pod', accept: [404] })).code).toBe(404)
    await expect(api.send({ method: 'GET', path: '/proxy', accept: [404] })).rejects.toMatchObject({
      code: 'Unavailable',
    })
    await expect(api.send({ method: 'GET', path: '/pod' })).rejects.toMatchObject({ code: 'NotFound' })
  })

  it('goes below the path that the server’s address has', async () => {
    const server = await fakeServer((_, response) => json(response, 200, {}))
    await createKubeApi({ ...server.connection, server: `${server.url}/k8s/clusters/c-1/` }, 1_000).send(get)
    expect(server.requests).toEqual(['GET /k8s/clusters/c-1/api/v1/pods?timeout=1s'])
  })
})
