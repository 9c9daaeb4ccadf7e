import { createHash, createHmac } from 'node:crypto'

export interface PresignedRequest {
  method: string
  /** With the host that was signed. */
  url: URL
  headers: Readonly<Record<string, string | undefined>>
}

/** The ms between the client's clock and ours that AWS bears with. */
const skewMs = 300_000

/** STS takes a GetCallerIdentity for so long after it was signed, whatever its own expiry says, in ms. */
const lifeMs = 900_000

/**
 * Checks a presigned URL as STS does (Signature Version 4 in the query): every signed header is there, it was signed
 * within the last 15 minutes, the signature is that of the key. Answers what is wrong, or undefined.
 */
export const verifyPresigned = (
  request: PresignedRequest,
  secretAccessKey: string,
  now: number,
): string | undefined => {
  const query = request.url.searchParams
  const signedHeaders = (query.get('X-Amz-SignedHeaders') ?? '').split(';')
  const date = query.get('X-Amz-Date') ?? ''
  const issued = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  const expires = Number(query.get('X-Amz-Expires') ?? Number.NaN)
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return 'the algorithm is not AWS4-HMAC-SHA256'
  if (!signedHeaders.includes('host')) return 'the header host is not signed'
  const missing = signedHeaders.filter((name) => valueOf(request, name) === undefined)
  if (missing.length > 0) return `signed headers are missing: ${missing.join(', ')}`
  if (Number.isNaN(issued) || !(expires > 0 && expires <= 604_800)) return 'its date or its expiry is malformed'
  if (issued > now + skewMs) return 'it is signed in the future'
  if (issued + lifeMs < now) return 'it has expired'
  const expected = signatureOf(request, { signedHeaders, date, secretAccessKey })
  return query.get('X-Amz-Signature') === expected ? undefined : 'the signature does not match'
}

const valueOf = ({ url, headers }: PresignedRequest, name: string): string | undefined =>
  name === 'host' ? url.host : headers[name]

const signatureOf = (
  request: PresignedRequest,
  { signedHeaders, date, secretAccessKey }: { signedHeaders: string[]; date: string; secretAccessKey: string },
): string => {
  const [, day = '', region = '', service = '', terminator = ''] = (
    request.url.searchParams.get('X-Amz-Credential') ?? ''
  ).split('/')
  const scope = [day, region, service, terminator].join('/')
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical(request, signedHeaders))].join('\n')
  const key = [day, region, service, terminator].reduce<Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  )
  return createHmac('sha256', key).update(text).digest('hex')
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const canonical = (request: PresignedRequest, signedHeaders: string[]): string => {
  const query = [...request.url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)].join('='))
    .sort()
  const headers = signedHeaders.map((name) => `${name}:${valueOf(request, name)?.trim()}\n`)
  const { method, url } = request
  return [method, url.pathname, query.join('&'), headers.join(''), signedHeaders.join(';'), sha256('')].join('\n')
}

/** RFC 3986, as the specification of signatures asks for. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
