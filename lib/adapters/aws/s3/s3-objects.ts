import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { MillraceError } from '../../../core/error.ts'
import type { Objects } from '../../../ports/objects.ts'
import { statusOf, translateAwsError, translated } from '../aws-error.ts'
import { jitteredWait } from '../jittered-wait.ts'
import { removeObjects } from './remove-objects.ts'

export interface S3ObjectsOptions {
  /** With `forcePathStyle` where an endpoint of the environment stands in for S3. */
  client: S3Client
  bucket: string
  /** Aborts what is under way when the present invocation ends. */
  signal?: () => AbortSignal | undefined
}

/** Puts of one object while others change it, the first included. */
const maxTries = 4
/** Longest wait before the second one, in milliseconds; it doubles with each further one. */
const firstWait = 100
/** Milliseconds for an answer, and the slowest rate at which a body is sent, in bytes per millisecond. */
const answerTime = 3_000
const slowestRate = 2_000

/**
 * Objects in a bucket of S3. Throws `Unavailable`, `Unauthorized`, and `Invalid` for what can never work. The role needs
 * `s3:ListBucket` to read as well: without it S3 answers 403, and not 404, for what is not there.
 */
export const createS3Objects = ({ client, bucket, signal = () => undefined }: S3ObjectsOptions): Objects => {
  const nameOf = (key: string) => `s3://${bucket}/${key}`

  /** Answers what S3 says against it: that there is an object, or that somebody else changes it right now. */
  const tryPut = async (key: string, body: Uint8Array): Promise<'there' | 'conflict' | undefined> => {
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, IfNoneMatch: '*' })
    const requestTimeout = answerTime + body.length / slowestRate
    try {
      await client.send(command, { abortSignal: signal(), requestTimeout })
      return undefined
    } catch (error) {
      if (statusOf(error) === 412) return 'there'
      if (statusOf(error) === 409) return 'conflict'
      throw translateAwsError(error, `Putting ${nameOf(key)}`)
    }
  }

  async function* pages(prefix: string): AsyncGenerator<string[]> {
    let token: string | undefined
    do {
      const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token })
      const page = await translated(`Listing ${nameOf(prefix)}`, () => client.send(command, { abortSignal: signal() }))
      yield (page.Contents ?? []).flatMap(({ Key }) => Key ?? [])
      token = page.NextContinuationToken
    } while (token !== undefined)
  }

  return {
    put: async (key, body) => {
      for (let tries = 1; ; tries += 1) {
        const against = await tryPut(key, body)
        // 409 says nothing of what is there: the other one may be a removal.
        if (against !== 'conflict') return
        if (tries === maxTries) throw new MillraceError('Unavailable', `Others keep changing ${nameOf(key)}.`)
        await jitteredWait(firstWait * 2 ** (tries - 1), signal())
      }
    },

    get: async (key) => {
      try {
        const command = new GetObjectCommand({ Bucket: bucket, Key: key })
        const { Body } = await client.send(command, { abortSignal: signal() })
        return await Body!.transformToByteArray()
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined
        throw translateAwsError(error, `Reading ${nameOf(key)}`)
      }
    },

    has: async (key) => {
      try {
        await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal() })
        return true
      } catch (error) {
        if (statusOf(error) === 404) return false
        throw translateAwsError(error, `Looking for ${nameOf(key)}`)
      }
    },

    list: async (prefix) => {
      const keys: string[] = []
      for await (const page of pages(prefix)) keys.push(...page)
      // S3 sorts by the bytes of UTF-8.
      return keys.sort()
    },

    remove: async (prefix) => {
      for await (const page of pages(prefix)) await removeObjects({ client, bucket, signal: signal() }, page)
    },
  }
}
