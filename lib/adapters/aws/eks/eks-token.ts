import { SignatureV4 } from '@smithy/signature-v4'
import { MillraceError } from '../../../core/error.ts'
import type { Clock } from '../../../ports/clock.ts'
import { Sha256 } from './sha256.ts'

export interface AwsCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}

export interface EksTokenOptions {
  /** Name of the EKS cluster: a token is good for this one alone. */
  cluster: string
  /** Of the cluster; as clients of the SDK have it in their `config`, or as text. */
  region: string | (() => Promise<string>)
  credentials: () => Promise<AwsCredentials>
  clock: Clock
  /** Of STS. Absent: what `AWS_ENDPOINT_URL_STS` says, else the one of the region. */
  endpoint?: string
}

/** The API server takes a token for 15 minutes; after this many milliseconds another one is made. */
const freshness = 10 * 60_000
/** For how long STS takes the request inside, in seconds from when the API server hands it on. */
const expiresIn = 60

interface Token {
  text: string
  until: number
}

/**
 * Tokens for the API server of an EKS cluster: a request to STS that says who its signer is, signed beforehand, which the
 * server sends. https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
 * Nothing is asked of AWS to make one. Throws `Unauthorized` when there are no credentials.
 */
export const createEksToken = (options: EksTokenOptions): (() => Promise<string>) => {
  let token: Token | undefined
  let making: Promise<Token> | undefined
  return async () => {
    if (token !== undefined && options.clock.now() < token.until) return token.text
    // Those who ask together share one.
    making ??= makeToken(options).finally(() => {
      making = undefined
    })
    token = await making
    return token.text
  }
}

const makeToken = async ({ cluster, region, credentials, clock, endpoint }: EksTokenOptions): Promise<Token> => {
  const now = clock.now()
  const known = await obtained(credentials)
  const regionName = typeof region === 'string' ? region : await region()
  const url = new URL(endpoint ?? process.env['AWS_ENDPOINT_URL_STS'] ?? regionalEndpoint(regionName))
  const signer = new SignatureV4({ credentials: known, region: regionName, service: 'sts', sha256: Sha256 })
  const request = {
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
    headers: { host: url.host, 'x-k8s-aws-id': cluster },
  }
  const { query = {} } = await signer.presign(request, { expiresIn, signingDate: new Date(now) })
  const address = `${url.origin}${url.pathname}?${queryText(query)}`
  const until = Math.min(now + freshness, known.expiration?.getTime() ?? Number.POSITIVE_INFINITY)
  return { text: `k8s-aws-v1.${Buffer.from(address).toString('base64url')}`, until }
}

const obtained = async (credentials: () => Promise<AwsCredentials>): Promise<AwsCredentials> => {
  try {
    return await credentials()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError('Unauthorized', `No AWS credentials for a token of the cluster: ${why}`, { cause })
  }
}

const regionalEndpoint = (region: string): string =>
  `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`

/** As it was signed: sorted, and encoded by RFC 3986. */
const queryText = (query: Readonly<Record<string, string | string[] | null>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`)
    .sort()
    .join('&')

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
