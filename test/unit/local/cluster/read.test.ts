import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configMaps, podNamed, pods, type Served, serve } from './served.ts'

const names = (answer: { body: { items: { metadata: { name: string } }[] } }) =>
  answer.body.items.map(({ metadata }) => metadata.name)

describe('get and list', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve()
    for (const name of ['d', 'b', 'a', 'c', 'e'])
      await served.post(configMaps('one'), {
        metadata: { name, labels: { name, vowel: String('aeiou'.includes(name)) } },
      })
    await served.post(configMaps('two'), { metadata: { name: 'a' } })
  })
  afterAll(() => served.stop())

  it('answers 404 for an object that is not there', async () => {
    expect(await served.get(`${pods()}/nope`)).toMatchObject({
      code: 404,
      body: { reason: 'NotFound', message: 'pods "nope" not found', details: { name: 'nope', kind: 'pods' } },
    })
  })

  it('lists a namespace by name, or all of them, with the revision of the list', async () => {
    const { code, body } = await served.get(configMaps('one'))
    expect(code).toBe(200)
    expect(body).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' })
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(0)
    expect(names({ body })).toEqual(['a', 'b', 'c', 'd', 'e'])
    const everywhere = await served.get('/api/v1/configmaps')
    expect(everywhere.body.items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'one/a',
      'one/b',
      'one/c',
      'one/d',
      'one/e',
      'two/a',
    ])
    expect(names(await served.get(configMaps('nowhere')))).toEqual([])
  })

  it.each([
    ['vowel=true', ['a', 'e']],
    ['vowel==true,name!=a', ['e']],
    ['name in (a, b),vowel notin (true)', ['b']],
    ['!name', []],
    ['name', ['a', 'b', 'c', 'd', 'e']],
    ['other!=x', ['a', 'b', 'c', 'd', 'e']],
    ['', ['a', 'b', 'c', 'd', 'e']],
  ])('selects by label: %s', async (selector, expected) => {
    expect(names(await served.get(`${configMaps('one')}?labelSelector=${encodeURIComponent(selector)}`))).toEqual(
      expected,
    )
  })

  it('selects by field', async () => {
    expect(names(await served.get(`${configMaps('one')}?fieldSelector=metadata.name%3Db`))).toEqual(['b'])
    expect(names(await served.get('/api/v1/configmaps?fieldSelector=metadata.namespace%3Dtwo'))).toEqual(['a'])
    await served.post(pods('fields'), podNamed('done'))
    await served.post(pods('fields'), podNamed('stuck', { spec: { nodeSelector: { no: 'where' } } }))
    expect(names(await served.get(`${pods('fields')}?fieldSelector=status.phase%3DPending`))).toEqual(['stuck'])
    expect(
      names(await served.get(`${pods('fields')}?fieldSelector=spec.nodeName!%3D,status.phase%3DSucceeded`)),
    ).toEqual(['done'])
  })

  it.each([
    ['labelSelector=a%20b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['labelSelector=a%20in', "unable to parse requirement: found '' expected: '('"],
    ['fieldSelector=zzz', "invalid selector: 'zzz'; can't understand 'zzz'"],
    ['fieldSelector=data.a%3Db', '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"'],
    ['continue=abc', 'invalid continue token: '],
  ])('answers 400 for %s', async (query, message) => {
    const { code, body } = await served.get(`${configMaps('one')}?${query}`)
    expect({ code, reason: body.reason }).toEqual({ code: 400, reason: 'BadRequest' })
    expect(body.message.startsWith(message)).toBe(true)
  })

  it('lists page by page, all of one revision', async () => {
    const first = await served.get(`${configMaps('one')}?limit=2`)
    expect(names(first)).toEqual(['a', 'b'])
    expect(first.body.metadata.remainingItemCount).toBe(3)
    await served.post(configMaps('two'), { metadata: { name: 'later' } })
    const second = await served.get(`${configMaps('one')}?limit=2&continue=${first.body.metadata.continue}`)
    const third = await served.get(`${configMaps('one')}?limit=2&continue=${second.body.metadata.continue}`)
    expect([...names(second), ...names(third)]).toEqual(['c', 'd', 'e'])
    expect(third.body.metadata.continue).toBeUndefined()
    expect(third.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion)
  })

  it('answers 504 for a revision that has not been yet', async () => {
    expect(await served.get(`${configMaps('one')}?resourceVersion=999999`)).toMatchObject({
      code: 504,
      body: {
        reason: 'Timeout',
        message: expect.stringMatching(/^Timeout: Too large resource version: 999999, current: \d+$/),
      },
    })
  })

  it('answers 410 for a page of a list that is too old', async () => {
    const small = await serve({ historyLimit: 2 })
    for (const name of ['a', 'b', 'c']) await small.post(configMaps(), { metadata: { name } })
    const { body } = await small.get(`${configMaps()}?limit=1`)
    for (const turn of [1, 2, 3, 4, 5]) await small.merge(`${configMaps()}/a`, { data: { turn: String(turn) } })
    expect(await small.get(`${configMaps()}?limit=1&continue=${body.metadata.continue}`)).toMatchObject({
      code: 410,
      body: { reason: 'Expired', message: expect.stringContaining('The provided continue parameter is too old') },
    })
    await small.stop()
  })
})
