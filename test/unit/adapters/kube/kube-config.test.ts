import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dump } from 'js-yaml'
import { describe, expect, it, onTestFinished } from 'vitest'
import { kubeConfigConnection } from '../../../../lib/adapters/kube/kube-config.ts'
import { createKubeApi } from '../../../../lib/adapters/kube/request.ts'
import { fakeServer, json } from './fake-server.ts'

const configOf = (server: string, user: object, cluster: object = { 'insecure-skip-tls-verify': true }): string =>
  dump({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [
      { name: 'u', user },
      { name: 'other', user: { token: 'other' } },
    ],
    contexts: [
      { name: 'here', context: { cluster: 'c', user: 'u', namespace: 'space' } },
      { name: 'there', context: { cluster: 'c', user: 'other' } },
    ],
  })

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'kube-config-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

const authorizing = async () => {
  const heads: (string | undefined)[] = []
  const server = await fakeServer((request, response) => {
    heads.push(request.headers.authorization)
    json(response, 200, {})
  })
  return { ...server, heads }
}

const connect = async (...source: Parameters<typeof kubeConfigConnection>) => {
  const connection = await kubeConfigConnection(...source)
  onTestFinished(() => connection.close())
  const api = createKubeApi(connection, 10_000)
  return { connection, ask: () => api.send({ method: 'GET', path: '/x' }) }
}

describe('a kubeconfig', () => {
  it('gives server, namespace and token of its current context, or of the one that is asked for', async () => {
    const { url, heads } = await authorizing()
    const text = configOf(url, { token: 'mine' })
    const here = await connect({ text })
    expect(here.connection).toMatchObject({ server: url, namespace: 'space' })
    await here.ask()
    const there = await connect({ text, context: 'there' })
    expect(there.connection.namespace).toBe('default')
    await there.ask()
    expect(heads).toEqual(['Bearer mine', 'Bearer other'])
  })

  it('is read from a file, whose paths are relative to it', async () => {
    const { url, heads } = await authorizing()
    const path = folder()
    writeFileSync(join(path, 'ca.crt'), 'not read for http')
    writeFileSync(
      join(path, 'config'),
      configOf(url, { username: 'me', password: 'pass' }, { 'insecure-skip-tls-verify': true }),
    )
    await (await connect({ file: join(path, 'config') })).ask()
    expect(heads).toEqual([`Basic ${Buffer.from('me:pass').toString('base64')}`])
  })

  it('runs its exec plugin once for requests that start together', async () => {
    const { url, heads, connections } = await authorizing()
    const ran = join(folder(), 'ran')
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'plugged' },
    }
    const command = `echo ran >> ${ran}; echo '${JSON.stringify(credential)}'`
    const exec = { apiVersion: credential.apiVersion, command: 'sh', args: ['-c', command], interactiveMode: 'Never' }
    const { ask } = await connect({ text: configOf(url, { exec }) })
    await Promise.all([ask(), ask(), ask()])
    await ask()
    expect(heads).toEqual(Array.from({ length: 4 }, () => 'Bearer plugged'))
    expect(readFileSync(ran, 'utf8')).toBe('ran\n')
    expect(connections()).toBeLessThanOrEqual(3)
  })

  it('that fails to give credentials says why', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sh',
      args: ['-c', 'echo no login >&2; exit 1'],
    }
    const { ask } = await connect({ text: configOf('http://127.0.0.1:1', { exec }) })
    await expect(ask()).rejects.toMatchObject({ code: 'Unauthorized', message: expect.stringContaining('no login') })
  })

  it('that cannot be used is Invalid and says why', async () => {
    const usable = configOf('http://127.0.0.1:1', { token: 't' })
    const text = configOf('http://127.0.0.1:1', { token: 't' }, {})
    await expect(connect({ file: '/nowhere/config' })).rejects.toMatchObject({
      code: 'Invalid',
      message: expect.stringContaining('/nowhere/config'),
    })
    await expect(connect({ text: '{"a": ' })).rejects.toMatchObject({ code: 'Invalid' })
    await expect(connect({ text: dump({ apiVersion: 'v1' }) })).rejects.toMatchObject({ code: 'Invalid' })
    await expect(connect({ text: usable, context: 'elsewhere' })).rejects.toMatchObject({
      code: 'Invalid',
      message: 'The kubeconfig has no context "elsewhere"; it has: here, there.',
    })
    await expect(connect({ text })).rejects.toMatchObject({
      code: 'Invalid',
      message: expect.stringContaining('HTTP protocol is not allowed when skipTLSVerify'),
    })
  })
})
