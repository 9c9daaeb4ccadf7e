import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createS3Objects } from '../../../../../lib/adapters/aws/s3/s3-objects.ts'
import { createBucket, startFauxqs } from '../../../../support/fauxqs.ts'
import { fakeWire, never, textOf, timeout, type WireAnswer, type WireRequest } from '../sqs/fake-wire.ts'

type Say = (request: WireRequest, n: number) => WireAnswer | Error | Promise<never>

const xmlError = (status: number, code: string): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>says ${code}</Message></Error>`,
})
const xml = (body: string): WireAnswer => ({ headers: { 'content-type': 'application/xml' }, body })
const bytes = (text: string) => new TextEncoder().encode(text)

const objectsOn = (say: Say, signal?: AbortSignal) => {
  const wire = fakeWire(say)
  const client = new S3Client({ ...wire.config, forcePathStyle: true })
  return { objects: createS3Objects({ client, bucket: 'logs', signal: () => signal }), requests: wire.requests }
}

describe('putting an object in S3', () => {
  it('is one request, on the condition that nothing is there', async () => {
    const { objects, requests } = objectsOn(() => ({}))
    await objects.put('a/b', bytes('text'))
    expect(requests).toHaveLength(1)
    expect(requests[0]).toMatchObject({ method: 'PUT', path: '/logs/a/b', headers: { 'if-none-match': '*' } })
    expect(textOf(requests[0]!.body)).toBe('text')
  })

  it('is done when something is there already', async () => {
    const { objects, requests } = objectsOn(() => xmlError(412, 'PreconditionFailed'))
    await objects.put('a', bytes('text'))
    expect(requests).toHaveLength(1)
  })

  it('is done when it was done, although the answer did not come in time', async () => {
    const { objects, requests } = objectsOn((_, n) => (n === 1 ? timeout() : xmlError(412, 'PreconditionFailed')))
    await objects.put('a', bytes('text'))
    expect(requests).toHaveLength(2)
  })

  it('is tried again while others change the object, and is then Unavailable', async () => {
    const conflict = xmlError(409, 'ConditionalRequestConflict')
    const once = objectsOn((_, n) => (n === 1 ? conflict : {}))
    await once.objects.put('a', bytes('text'))
    expect(once.requests).toHaveLength(2)
    const always = objectsOn(() => conflict)
    await expect(always.objects.put('a', bytes('text'))).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'Others keep changing s3://logs/a.',
    })
    expect(always.requests).toHaveLength(4)
  })

  it.each([
    ['Unavailable', xmlError(503, 'SlowDown')],
    ['Unavailable', xmlError(500, 'InternalError')],
    ['Unavailable', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
    ['Unauthorized', xmlError(400, 'ExpiredToken')],
    ['Unauthorized', xmlError(403, 'InvalidAccessKeyId')],
    ['Unauthorized', xmlError(403, 'AccessDenied')],
    ['Invalid', xmlError(404, 'NoSuchBucket')],
    ['Invalid', xmlError(400, 'KeyTooLongError')],
  ])('is %s when the answer is %o', async (code, answer) => {
    const { objects } = objectsOn(() => answer)
    await expect(objects.put('a', bytes('text'))).rejects.toMatchObject({ code })
  })

  it('ends as Unavailable when the invocation does', async () => {
    const invocation = new AbortController()
    const { objects } = objectsOn(() => {
      setImmediate(() => invocation.abort('the time of the function is over'))
      return never()
    }, invocation.signal)
    await expect(objects.put('a', bytes('text'))).rejects.toMatchObject({ code: 'Unavailable' })
  })
})

describe('reading an object from S3', () => {
  it('answers nothing for what is not there', async () => {
    const { objects } = objectsOn(({ method }) => (method === 'HEAD' ? { status: 404 } : xmlError(404, 'NoSuchKey')))
    expect(await objects.get('a')).toBeUndefined()
    expect(await objects.has('a')).toBe(false)
  })

  it('is Invalid where the bucket is not there, and Unauthorized where it may not be read', async () => {
    const noBucket = objectsOn(() => xmlError(404, 'NoSuchBucket'))
    await expect(noBucket.objects.get('a')).rejects.toMatchObject({ code: 'Invalid' })
    const noRight = objectsOn(({ method }) => (method === 'HEAD' ? { status: 403 } : xmlError(403, 'AccessDenied')))
    await expect(noRight.objects.get('a')).rejects.toMatchObject({ code: 'Unauthorized' })
    await expect(noRight.objects.has('a')).rejects.toMatchObject({ code: 'Unauthorized' })
  })

  it('is Unavailable when the connection breaks within the body', async () => {
    const wire = fakeWire(() => ({}))
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('half')
        throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
      })(),
    )
    const requestHandler = { handle: async () => ({ response: { statusCode: 200, headers: {}, body } }) }
    const client = new S3Client({ ...wire.config, requestHandler })
    const objects = createS3Objects({ client, bucket: 'logs' })
    await expect(objects.get('a')).rejects.toMatchObject({ code: 'Unavailable' })
  })
})

describe('listing objects of S3', () => {
  const page = (keys: string[], next?: string) =>
    xml(
      `<ListBucketResult><IsTruncated>${next !== undefined}</IsTruncated>` +
        keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('') +
        `${next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`,
    )

  it('reads page after page, and sorts as JavaScript does and not by bytes', async () => {
    const { objects, requests } = objectsOn((_, n) =>
      n === 1 ? page(['a', '\uff61'], 'more') : page(['\u{1f6a7}', 'b &amp; c']),
    )
    expect(await objects.list('p/')).toEqual(['a', 'b & c', '\u{1f6a7}', '\uff61'])
    expect(requests.map(({ query }) => [query?.['prefix'], query?.['continuation-token']])).toEqual([
      ['p/', undefined],
      ['p/', 'more'],
    ])
  })

  it('removes a page at a time, and again what the service has failed for', async () => {
    const removed: string[][] = []
    const { objects } = objectsOn(({ method, body }) => {
      if (method === 'GET') return removed.length === 0 ? page(['a', 'b', 'c'], 'more') : page(['d'])
      removed.push([...textOf(body).matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key!))
      const errors = removed.length === 1 ? '<Error><Key>b</Key><Code>InternalError</Code></Error>' : ''
      return xml(`<DeleteResult>${errors}</DeleteResult>`)
    })
    await objects.remove('')
    expect(removed).toEqual([['a', 'b', 'c'], ['b'], ['d']])
  })

  it.each([
    ['Unavailable', 'SlowDown', 5],
    ['Invalid', 'AccessDenied', 1],
  ])('is %s when an object cannot be removed for %s', async (code, reason, tries) => {
    const { objects, requests } = objectsOn(({ method }) =>
      method === 'GET'
        ? page(['a', 'b'])
        : xml(`<DeleteResult><Error><Key>b</Key><Code>${reason}</Code></Error></DeleteResult>`),
    )
    await expect(objects.remove('')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`s3://logs/b: ${reason}`),
    })
    expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(tries)
  })
})

describe('keys of objects in S3', () => {
  const keys = ['100%', '100%25', 'a b+c', 'logs/失敗/🚧', 'logs//x', 'q?x=1#y', "it's (a) *key*!", 'a/../b', '_']

  it('may have any characters', async () => {
    const fauxqs = await startFauxqs()
    onTestFinished(() => fauxqs.close())
    const objects = createS3Objects({ client: fauxqs.s3, bucket: await createBucket(fauxqs.s3, 'keys') })
    for (const key of keys) await objects.put(key, bytes(key))
    expect(await objects.list('')).toEqual([...keys].sort())
    for (const key of keys) expect(await objects.get(key)).toEqual(bytes(key))
    await objects.remove('100%25')
    await objects.remove('logs/')
    expect(await objects.list('')).toEqual(keys.filter((key) => key !== '100%25' && !key.startsWith('logs/')).sort())
  })

  it('are listed to the last of more than a thousand, and removed', { timeout: 60_000 }, async () => {
    const fauxqs = await startFauxqs()
    onTestFinished(() => fauxqs.close())
    const objects = createS3Objects({ client: fauxqs.s3, bucket: await createBucket(fauxqs.s3, 'many') })
    const many = Array.from({ length: 1_050 }, (_, n) => `logs/${n}`)
    for (let from = 0; from < many.length; from += 50)
      await Promise.all(many.slice(from, from + 50).map((key) => objects.put(key, bytes(''))))
    expect(await objects.list('logs/')).toEqual([...many].sort())
    await objects.remove('logs/')
    expect(await objects.list('')).toEqual([])
  })
})
