import { describe, expect, it } from 'vitest'
import { createKubeCluster } from '../../../../lib/adapters/kube/kube-cluster.ts'
import type { Pod } from '../../../../lib/core/kubernetes.ts'
import type { PodChange } from '../../../../lib/ports/cluster.ts'
import { fakeServer, json, status } from './fake-server.ts'

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'x' },
  spec: { containers: [{ name: 'main' }] },
}
const query = { namespace: 'x', labels: { a: '1', b: '2' } }
const watched = async (changes: AsyncIterable<PodChange>): Promise<PodChange[]> => {
  const list: PodChange[] = []
  for await (const change of changes) list.push(change)
  return list
}
const never = new AbortController().signal

describe('creating', () => {
  const taken = status(409, { reason: 'AlreadyExists', message: 'pods "a" already exists' })

  it('tries once more when what had the name is gone, and then gives up', async () => {
    let posts = 0
    const server = await fakeServer((request, response) => {
      if (request.method === 'GET') return json(response, 404, status(404))
      posts += 1
      return posts === 2 ? json(response, 201, pod) : json(response, 409, taken)
    })
    const cluster = createKubeCluster(server.connection)
    expect(await cluster.createPod(pod)).toEqual({ created: true, pod })
    posts = 2
    await expect(cluster.createPod(pod)).rejects.toMatchObject({ code: 'Unavailable' })
    expect(posts).toBe(4)
  })

  it('does not take a quota’s conflict for a taken name', async () => {
    const message = 'Operation cannot be fulfilled on resourcequotas "q": the object has been modified'
    const server = await fakeServer((_, response) => json(response, 409, status(409, { reason: 'Conflict', message })))
    await expect(createKubeCluster(server.connection).createPod(pod)).rejects.toMatchObject({
      code: 'Unavailable',
      message,
    })
    expect(server.requests).toHaveLength(1)
  })
})

describe('listing', () => {
  it('reads page after page of one moment', async () => {
    const server = await fakeServer((request, response) => {
      const last = request.url?.includes('continue=next')
      const metadata = { resourceVersion: '7', ...(!last && { continue: 'next' }) }
      json(response, 200, { metadata, items: [{ metadata: { name: last ? 'b' : 'a' }, spec: pod.spec }] })
    })
    const { pods, resourceVersion } = await createKubeCluster(server.connection).listPods(query)
    expect(pods.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Pod a', 'Pod b'])
    expect(resourceVersion).toBe('7')
    expect(server.requests[0]).toBe('GET /api/v1/namespaces/x/pods?labelSelector=a%3D1%2Cb%3D2&limit=500&timeout=10s')
  })

  it('is Expired when the next page is not of that moment any more', async () => {
    const server = await fakeServer((request, response) => {
      if (request.url?.includes('continue=')) json(response, 410, status(410, { reason: 'Expired' }))
      else json(response, 200, { metadata: { resourceVersion: '7', continue: 'next' }, items: [] })
    })
    await expect(createKubeCluster(server.connection).listPods({ labels: {} })).rejects.toMatchObject({
      code: 'Expired',
    })
  })
})

describe('watching', () => {
  const answering = (lines: string, end = true) =>
    fakeServer((_, response) => {
      response.writeHead(200).write(lines)
      if (end) response.end()
    })
  const line = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`

  it('tells what changed and ends when the server ends it', async () => {
    const bookmark = { kind: 'Pod', metadata: { resourceVersion: '9' } }
    const kinds = [
      line('ADDED', pod),
      line('MODIFIED', pod),
      line('DELETED', pod),
      line('NEW', {}),
      line('BOOKMARK', bookmark),
    ]
    const server = await answering(kinds.join(''))
    const changes = await watched(createKubeCluster(server.connection).watchPods(query, '5', never))
    expect(changes).toEqual([
      { type: 'changed', pod },
      { type: 'changed', pod },
      { type: 'gone', pod },
      { type: 'bookmark', resourceVersion: '9' },
    ])
    expect(server.requests).toEqual([
      'GET /api/v1/namespaces/x/pods?watch=true&labelSelector=a%3D1%2Cb%3D2&resourceVersion=5&allowWatchBookmarks=true&timeoutSeconds=300',
    ])
  })

  it('is Expired by a refusal and by an event alike', async () => {
    const refused = await fakeServer((_, response) => json(response, 410, status(410, { reason: 'Expired' })))
    const told = await answering(line('ERROR', status(410, { reason: 'Expired', message: 'too old resource version' })))
    for (const server of [refused, told])
      await expect(watched(createKubeCluster(server.connection).watchPods(query, '5', never))).rejects.toMatchObject({
        code: 'Expired',
      })
  })

  it('is Unavailable by any other event of error, and when it breaks off', async () => {
    const failed = await answering(line('ERROR', status(500, { message: 'etcd is away' })))
    const cut = await answering('{"type":"ADDED","obj')
    const lost = await fakeServer((_, response) => {
      response.writeHead(200).write(line('ADDED', pod))
      setTimeout(() => response.destroy(), 20)
    })
    for (const server of [failed, cut, lost])
      await expect(watched(createKubeCluster(server.connection).watchPods(query, '5', never))).rejects.toMatchObject({
        code: 'Unavailable',
      })
  })

  it('ends at once when told, even with half an object in hand', async () => {
    const server = await answering(`${line('ADDED', pod)}{"type":"ADD`, false)
    const stop = new AbortController()
    const seen: PodChange[] = []
    for await (const change of createKubeCluster(server.connection).watchPods(query, '5', stop.signal)) {
      seen.push(change)
      setTimeout(() => stop.abort(), 20)
    }
    expect(seen).toEqual([{ type: 'changed', pod }])
  })
})

describe('the newest warning', () => {
  it('is found whichever way its event tells time', async () => {
    const items = [
      { reason: 'Old', message: 'a', metadata: {}, lastTimestamp: '2026-01-01T00:00:00Z' },
      { reason: 'New', message: 'b', metadata: {}, lastTimestamp: null, eventTime: '2026-01-01T00:00:02.000000Z' },
      { reason: 'Middle', message: 'c', metadata: { creationTimestamp: '2026-01-01T00:00:01Z' } },
    ]
    const server = await fakeServer((_, response) => json(response, 200, { items }))
    const ref = { namespace: 'x', name: 'a', uid: 'u' }
    expect(await createKubeCluster(server.connection).podWarning(ref)).toEqual({ reason: 'New', message: 'b' })
    expect(decodeURIComponent(server.requests[0]!)).toContain(
      'fieldSelector=type=Warning,involvedObject.kind=Pod,involvedObject.name=a,involvedObject.uid=u',
    )
  })
})

describe('a log', () => {
  it.each([
    'container "main" in pod "a" is waiting to start: PodInitializing',
    'container "main" in pod "a" is not available',
    'container "main" in pod "a" is terminated',
    'pod "a" cannot be found - no logs available',
  ])('is empty where the kubelet says: %s', async (message) => {
    const server = await fakeServer((_, response) =>
      json(response, 400, status(400, { reason: 'BadRequest', message })),
    )
    const log = createKubeCluster(server.connection).podLog({ namespace: 'x', name: 'a' }, 'main', {})
    for await (const chunk of log) expect.fail(`${chunk.length} bytes of what is not there`)
    expect(server.requests).toEqual(['GET /api/v1/namespaces/x/pods/a/log?container=main'])
  })
})
