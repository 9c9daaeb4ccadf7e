import type { IncomingHttpHeaders } from 'node:http'
import { type Permission, permission } from './permission.ts'

export interface S3Request {
  method: string
  url: URL
  headers: IncomingHttpHeaders
  body: Buffer
}

/** The operation of a path-style request, and what it needs. */
export const readS3 = ({ method, url, headers, body }: S3Request): { action: string; permissions: Permission[] } => {
  const [, bucket = '', ...path] = url.pathname.split('/').map(decodeURIComponent)
  const key = path.join('/')
  const action = actionOf(method, url.searchParams, { bucket, key, copies: headers['x-amz-copy-source'] !== undefined })
  const [onBucket, onObject] = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/${key}`]
  if (action === 'DeleteObjects')
    return {
      action,
      permissions: keysIn(body).map((one) => permission('s3:DeleteObject', `${onBucket}/${one}`)),
    }
  if (action === 'CopyObject')
    return {
      action,
      permissions: [permission('s3:PutObject', onObject), permission('s3:GetObject', copied(headers))],
    }
  const prefix = url.searchParams.get('prefix')
  const context: Permission['context'] = prefix === null ? {} : { 's3:prefix': [prefix] }
  const needed = needs[action] ?? action
  return { action, permissions: [permission(`s3:${needed}`, key === '' ? onBucket : onObject, context)] }
}

/**
 * What S3 wants besides to say that there is no such object: without it the answer is a refusal
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html). The request has no `s3:prefix` to look at.
 */
export const toMissObject = (action: string, permissions: readonly Permission[]): Permission[] =>
  action === 'GetObject' || action === 'HeadObject'
    ? permissions.map(({ resource }) => permission('s3:ListBucket', resource.split('/')[0] ?? resource))
    : []

/** Operations that are allowed by the name of another. */
const needs: Record<string, string> = {
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
}

const actionOf = (
  method: string,
  query: URLSearchParams,
  { bucket, key, copies }: { bucket: string; key: string; copies: boolean },
): string => {
  const upload = query.has('uploadId')
  if (bucket === '') return 'ListBuckets'
  if (key === '') {
    if (method === 'POST' && query.has('delete')) return 'DeleteObjects'
    if (method === 'GET') return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects'
    return { HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' }[method] ?? `${method}Bucket`
  }
  if (method === 'PUT') return upload ? 'UploadPart' : copies ? 'CopyObject' : 'PutObject'
  if (method === 'POST') return upload ? 'CompleteMultipartUpload' : 'CreateMultipartUpload'
  if (method === 'DELETE') return upload ? 'AbortMultipartUpload' : 'DeleteObject'
  return method === 'HEAD' ? 'HeadObject' : 'GetObject'
}

const copied = (headers: IncomingHttpHeaders): string =>
  `arn:aws:s3:::${decodeURIComponent(String(headers['x-amz-copy-source'])).replace(/^\//, '')}`

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const keysIn = (body: Buffer): string[] =>
  [...body.toString().matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) =>
    key.replaceAll(/&(\w+);/g, (text, name: string) => entities[name] ?? text),
  )
