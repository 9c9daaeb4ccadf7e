import { createHash, createHmac } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createEksToken, type EksTokenOptions } from '../../../../../lib/adapters/aws/eks/eks-token.ts'
import { createVirtualClock } from '../../../../../lib/adapters/memory/virtual-clock.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

interface Signed {
  url: URL
  headers: Record<string, string>
  secret: string
  payloadHash: string
}

/**
 * The signature that a presigned GET must have, worked out from the specification alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
const signatureOf = ({ url, headers, secret, payloadHash }: Signed): string => {
  const query = [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature')
  const sorted = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort()
  const names = url.searchParams.get('X-Amz-SignedHeaders')!
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`)
  const canonical = ['GET', url.pathname, sorted.join('&'), lines.join(''), names, payloadHash].join('\n')
  const [, date, region, service, end] = url.searchParams.get('X-Amz-Credential')!.split('/') as [
    string,
    ...[string, string, string, string],
  ]
  const scope = [date, region, service, end].join('/')
  const toSign = ['AWS4-HMAC-SHA256', url.searchParams.get('X-Amz-Date')!, scope, sha256(canonical)].join('\n')
  const key = [date, region, service, end].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  return hmac(key, toSign).toString('hex')
}

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: 'a+session/token==',
}
const start = Date.UTC(2026, 10, 30, 12, 0, 0)

const tokens = (options: Partial<EksTokenOptions> = {}) => {
  const clock = createVirtualClock(start)
  let asked = 0
  const obtain = async () => {
    asked += 1
    return credentials
  }
  const token = createEksToken({ cluster: 'mill', region: 'eu-west-1', credentials: obtain, clock, ...options })
  return { token, clock, asked: () => asked }
}

const addressIn = (token: string): URL => {
  const [version, address, ...rest] = token.split('.')
  expect([version, rest]).toEqual(['k8s-aws-v1', []])
  expect(address).toMatch(/^[\w-]+$/)
  return new URL(Buffer.from(address!, 'base64url').toString('utf8'))
}

describe('a token for EKS', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it('is checked here by a rule that gives the signature of AWS’s own example', () => {
    const url = new URL(
      'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256' +
        '&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
        '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host',
    )
    const headers = { host: 'examplebucket.s3.amazonaws.com' }
    expect(signatureOf({ url, headers, secret: credentials.secretAccessKey, payloadHash: 'UNSIGNED-PAYLOAD' })).toBe(
      'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    )
  })

  it('is a signed request to the region’s STS that names the cluster, good for 60 s', async () => {
    const url = addressIn(await tokens().token())
    expect(url.origin).toBe('https://sts.eu-west-1.amazonaws.com')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20261130/eu-west-1/sts/aws4_request',
      'X-Amz-Date': '20261130T120000Z',
      'X-Amz-Expires': '60',
      'X-Amz-Security-Token': 'a+session/token==',
      'X-Amz-Signature': expect.stringMatching(/^[\da-f]{64}$/),
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    })
    const headers = { host: url.host, 'x-k8s-aws-id': 'mill' }
    const expected = signatureOf({ url, headers, secret: credentials.secretAccessKey, payloadHash: sha256('') })
    expect(url.searchParams.get('X-Amz-Signature')).toBe(expected)
    const other = signatureOf({
      url,
      headers: { ...headers, 'x-k8s-aws-id': 'other' },
      secret: credentials.secretAccessKey,
      payloadHash: sha256(''),
    })
    expect(other).not.toBe(expected)
  })

  it('has the endpoint that is given, or that the environment gives, with its port', async () => {
    const given = addressIn(await tokens({ endpoint: 'http://127.0.0.1:4100/sts' }).token())
    expect(given.href).toMatch(/^http:\/\/127\.0\.0\.1:4100\/sts\?/)
    const headers = { host: '127.0.0.1:4100', 'x-k8s-aws-id': 'mill' }
    expect(given.searchParams.get('X-Amz-Signature')).toBe(
      signatureOf({ url: given, headers, secret: credentials.secretAccessKey, payloadHash: sha256('') }),
    )
    vi.stubEnv('AWS_ENDPOINT_URL_STS', 'http://127.0.0.1:4200')
    expect(addressIn(await tokens().token()).origin).toBe('http://127.0.0.1:4200')
  })

  it('takes the region from where a client has it, and knows China’s address', async () => {
    const { token } = tokens({ region: async () => 'cn-north-1' })
    expect(addressIn(await token()).host).toBe('sts.cn-north-1.amazonaws.com.cn')
  })

  it('is made anew after ten minutes, once for all who ask', async () => {
    const { token, clock, asked } = tokens()
    const [first, same] = await Promise.all([token(), token()])
    expect(same).toBe(first)
    await clock.advance(10 * 60_000 - 1)
    expect(await token()).toBe(first)
    await clock.advance(1)
    const [second, third] = await Promise.all([token(), token()])
    expect(second).not.toBe(first)
    expect(third).toBe(second)
    expect(asked()).toBe(2)
  })

  it('is not kept longer than the credentials that signed it', async () => {
    const expiration = new Date(start + 2 * 60_000)
    const { token, clock } = tokens({ credentials: async () => ({ ...credentials, expiration }) })
    const first = await token()
    await clock.advance(2 * 60_000)
    expect(await token()).not.toBe(first)
  })

  it('is Unauthorized without credentials, and is asked for again the next time', async () => {
    let asked = 0
    const { token } = tokens({
      credentials: async () => {
        asked += 1
        if (asked === 1) throw new Error('no role')
        return credentials
      },
    })
    await expect(token()).rejects.toMatchObject({ code: 'Unauthorized', message: expect.stringContaining('no role') })
    expect(await token()).toMatch(/^k8s-aws-v1\./)
  })
})
