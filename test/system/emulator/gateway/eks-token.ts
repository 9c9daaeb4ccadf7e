import type { Sts } from '../stand-in/sts.ts'

/** What EKS makes of a bearer token: who presigned it, or why it is refused. */
export type Identified = { arn: string } | { refused: string }

const prefix = 'k8s-aws-v1.'

/** The longest expiry that EKS bears with in a token, in seconds. */
const longestExpiry = 900

export interface EksTokenOptions {
  clusterName: string
  sts: Sts
  /** Hosts that are STS; EKS asks no other. */
  hosts: readonly string[]
}

/**
 * Reads a token as aws-iam-authenticator does (https://github.com/kubernetes-sigs/aws-iam-authenticator): the prefix and
 * the base64url of a presigned GetCallerIdentity, in which the cluster's name is a signed header.
 */
export const identify = (token: string, { clusterName, sts, hosts }: EksTokenOptions): Identified => {
  if (!token.startsWith(prefix)) return { refused: `the token does not begin with ${prefix}` }
  const text = Buffer.from(token.slice(prefix.length), 'base64url').toString()
  if (!URL.canParse(text)) return { refused: 'the token holds no URL' }
  const url = new URL(text)
  if (!hosts.includes(url.host)) return { refused: `${url.host} is not STS` }
  if (!(url.searchParams.get('X-Amz-SignedHeaders') ?? '').split(';').includes('x-k8s-aws-id'))
    return { refused: 'the cluster’s name is not signed' }
  if (!(Number(url.searchParams.get('X-Amz-Expires')) <= longestExpiry)) return { refused: 'it expires too late' }
  const { status, body } = sts({ method: 'GET', url: url, headers: { 'x-k8s-aws-id': clusterName } })
  const arn = /<Arn>(.*)<\/Arn>/.exec(body)?.[1]
  return status === 200 && arn !== undefined ? { arn } : { refused: body }
}
