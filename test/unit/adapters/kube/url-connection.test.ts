import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createKubeApi } from '../../../../lib/adapters/kube/request.ts'
import { type UrlConnectionOptions, urlConnection } from '../../../../lib/adapters/kube/url-connection.ts'
import { fakeServer, json } from './fake-server.ts'

/** A certificate of its own authority for 127.0.0.1. */
const certificate = (): { key: Buffer; cert: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'url-connection-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'pipe' })
  return { key: readFileSync(key), cert: readFileSync(cert, 'utf8') }
}

const tlsServer = async () => {
  const { key, cert } = certificate()
  let connections = 0
  const server = createServer({ key, cert }, (request, response) => json(response, 200, request.headers))
  server.on('secureConnection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, cert, connections: () => connections }
}

const connect = (options: UrlConnectionOptions) => {
  const connection = urlConnection(options)
  onTestFinished(() => connection.close())
  const api = createKubeApi(connection, 5_000)
  return { connection, ask: () => api.send({ method: 'GET', path: '/x' }) }
}

describe('a connection by URL', () => {
  it('trusts the certificate authority it is given, over one pool of connections', async () => {
    const { url, cert, connections } = await tlsServer()
    const { ask } = connect({ url, token: 'secret', ca: cert })
    for (let n = 0; n < 10; n += 1) {
      expect(await ask()).toMatchObject({ code: 200, body: { authorization: 'Bearer secret' } })
    }
    expect(connections()).toBeLessThanOrEqual(2)
  })

  it('does not trust a server of another authority', async () => {
    const { url } = await tlsServer()
    const other = await tlsServer()
    for (const ca of [undefined, other.cert]) {
      const { ask } = connect({ url, token: 'secret', ca })
      await expect(ask()).rejects.toMatchObject({
        code: 'Unavailable',
        message: expect.stringContaining('certificate'),
      })
    }
  })

  it('asks for its token with each request', async () => {
    const heads: (string | undefined)[] = []
    const { url } = await fakeServer((request, response) => {
      heads.push(request.headers.authorization)
      json(response, 200, {})
    })
    let asked = 0
    const { ask } = connect({ url, token: async () => `token-${(asked += 1)}` })
    await ask()
    await ask()
    expect(heads).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  it('is Unauthorized when there is no token, and sends nothing', async () => {
    const { url, requests } = await fakeServer((_, response) => json(response, 200, {}))
    const { ask } = connect({ url, token: () => Promise.reject(new Error('no credentials')) })
    await expect(ask()).rejects.toMatchObject({
      code: 'Unauthorized',
      message: 'No token for the cluster: no credentials',
    })
    expect(requests).toEqual([])
  })

  it('means the namespace it is given, else the default one', () => {
    expect(connect({ url: 'https://x', token: 't' }).connection.namespace).toBe('default')
    expect(connect({ url: 'https://x', token: 't', namespace: 'space' }).connection.namespace).toBe('space')
  })
})
