import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configMaps, podNamed, pods, type Served, serve, type Watching } from './served.ts'

const take = async (watching: Watching, count: number): Promise<string[]> => {
  const seen: string[] = []
  for (let at = 0; at < count; at += 1) {
    const frame = await watching.next()
    seen.push(frame === undefined ? 'end' : `${frame.type} ${frame.object.metadata.name ?? ''}`.trim())
  }
  return seen
}

describe('watch', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve()
  })
  afterAll(() => served.stop())

  const make = (namespace: string, name: string, labels: Record<string, string> = {}) =>
    served.post(configMaps(namespace), { metadata: { name, labels } })
  const label = (namespace: string, name: string, labels: Record<string, string | null>) =>
    served.merge(`${configMaps(namespace)}/${name}`, { metadata: { labels } })
  const remove = (namespace: string, name: string) => served.call('DELETE', `${configMaps(namespace)}/${name}`)

  it('shows what is there, then every change, without a resourceVersion', async () => {
    await make('state', 'b')
    await make('state', 'a')
    const watching = await served.watch(`${configMaps('state')}?watch=true`)
    expect(await take(watching, 2)).toEqual(['ADDED a', 'ADDED b'])
    await make('state', 'c')
    await label('state', 'c', { x: 'y' })
    await remove('state', 'a')
    expect(await take(watching, 3)).toEqual(['ADDED c', 'MODIFIED c', 'DELETED a'])
    watching.close()
  })

  it('goes on from the revision of a list', async () => {
    await make('resume', 'before')
    const { resourceVersion } = (await served.get(configMaps('resume'))).body.metadata
    await make('resume', 'between')
    const watching = await served.watch(`${configMaps('resume')}?watch=1&resourceVersion=${resourceVersion}`)
    await make('resume', 'after')
    expect(await take(watching, 2)).toEqual(['ADDED between', 'ADDED after'])
    watching.close()
  })

  it('tells what a selector sees: entering is ADDED, leaving is DELETED', async () => {
    const watching = await served.watch(`${configMaps('selected')}?watch=true&labelSelector=in%3Dyes`)
    await make('selected', 'other')
    await make('selected', 'one', { in: 'no' })
    await label('selected', 'one', { in: 'yes' })
    await label('selected', 'one', { more: 'x' })
    const left = await label('selected', 'one', { in: 'no' })
    await remove('selected', 'one')
    await make('selected', 'two', { in: 'yes' })
    await remove('selected', 'two')
    expect(await take(watching, 2)).toEqual(['ADDED one', 'MODIFIED one'])
    const gone = await watching.next()
    expect(gone).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'one', labels: { in: 'yes' } } } })
    expect(gone?.object.metadata.resourceVersion).toBe(left.body.metadata.resourceVersion)
    expect(await take(watching, 2)).toEqual(['ADDED two', 'DELETED two'])
    watching.close()
  })

  it('gives a deletion the revision in which it happened', async () => {
    const made = await make('deleted', 'a')
    const watching = await served.watch(
      `${configMaps('deleted')}?watch=true&resourceVersion=${made.body.metadata.resourceVersion}`,
    )
    await remove('deleted', 'a')
    const frame = await watching.next()
    expect(Number(frame?.object.metadata.resourceVersion)).toBeGreaterThan(Number(made.body.metadata.resourceVersion))
    watching.close()
  })

  it('watches all namespaces, and one object by its name', async () => {
    const everywhere = await served.watch('/api/v1/configmaps?watch=true&labelSelector=everywhere')
    const named = await served.watch(`${configMaps('n2')}?watch=true&fieldSelector=metadata.name%3Db`)
    await make('n1', 'a', { everywhere: '' })
    await make('n2', 'b', { everywhere: '' })
    expect(await take(everywhere, 2)).toEqual(['ADDED a', 'ADDED b'])
    expect(await take(named, 1)).toEqual(['ADDED b'])
    everywhere.close()
    named.close()
  })

  it('ends after timeoutSeconds, with a bookmark of how far it came', async () => {
    const { resourceVersion } = (await served.get(configMaps('quiet'))).body.metadata
    const query = `watch=true&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=${resourceVersion}`
    const watching = await served.watch(`${pods('quiet')}?${query}`)
    await make('elsewhere', 'x')
    const frame = await watching.next()
    expect(frame).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Pod', apiVersion: 'v1', spec: { containers: null } },
    })
    expect(Number(frame?.object.metadata.resourceVersion)).toBeGreaterThan(Number(resourceVersion))
    expect(await watching.next()).toBeUndefined()
  })

  it('marks the end of the initial state for who takes bookmarks', async () => {
    await make('initial', 'a')
    const watching = await served.watch(
      `${configMaps('initial')}?watch=true&resourceVersion=0&allowWatchBookmarks=true`,
    )
    expect(await take(watching, 1)).toEqual(['ADDED a'])
    expect(await watching.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    })
    watching.close()
  })

  it('ends with an ERROR of code 410 when the revision is forgotten', async () => {
    const small = await serve({ historyLimit: 3 })
    const { resourceVersion } = (await small.get(configMaps())).body.metadata
    for (let turn = 0; turn < 8; turn += 1) await small.post(configMaps(), { metadata: { name: `c${turn}` } })
    const watching = await small.watch(`${configMaps()}?watch=true&resourceVersion=${resourceVersion}`)
    expect(await watching.next()).toMatchObject({
      type: 'ERROR',
      object: {
        kind: 'Status',
        status: 'Failure',
        reason: 'Expired',
        code: 410,
        message: expect.stringContaining('too old resource version'),
      },
    })
    expect(await watching.next()).toBeUndefined()
    await small.stop()
  })

  it('keeps a pod’s history although others change more often', async () => {
    const small = await serve({ historyLimit: 3 })
    await small.post(pods(), podNamed('a'))
    const { resourceVersion } = (await small.get(pods())).body.metadata
    for (let turn = 0; turn < 20; turn += 1) await small.post(configMaps(), { metadata: { name: `c${turn}` } })
    await small.merge(`${pods()}/a`, { metadata: { labels: { seen: 'yes' } } })
    const watching = await small.watch(`${pods()}?watch=true&resourceVersion=${resourceVersion}`)
    expect(await watching.next()).toMatchObject({ type: 'MODIFIED', object: { metadata: { labels: { seen: 'yes' } } } })
    watching.close()
    await small.stop()
  })

  it('ends when the server closes', async () => {
    const own = await serve()
    const watching = await own.watch(`${pods()}?watch=true`)
    const ended = watching.next().then(
      () => 'ended',
      () => 'broken off',
    )
    await own.stop()
    expect(['ended', 'broken off']).toContain(await ended)
  })
})
