import { DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3'
import { MillraceError } from '../../../core/error.ts'
import { isPassing, translated } from '../aws-error.ts'
import { jitteredWait } from '../jittered-wait.ts'

/** Requests for the same keys, the first included. */
const maxTries = 5
/** Longest wait before the second one, in milliseconds; it doubles with each further one. */
const firstWait = 100

/**
 * Removes at most 1000 objects with one request, and again those that it has failed for. Throws `Unavailable` when some
 * are left after a few tries, `Invalid` when one may not be removed.
 */
export const removeObjects = async (
  { client, bucket, signal }: { client: S3Client; bucket: string; signal: AbortSignal | undefined },
  keys: readonly string[],
): Promise<void> => {
  let left = [...keys]
  for (let tries = 1; left.length > 0; tries += 1) {
    const command = new DeleteObjectsCommand({
      Bucket: bucket,
      Delete: { Objects: left.map((Key) => ({ Key })), Quiet: true },
    })
    const { Errors = [] } = await translated(`Removing from s3://${bucket}`, () =>
      client.send(command, { abortSignal: signal }),
    )
    const refused = Errors.find(({ Code = '' }) => !isPassing(Code))
    if (refused) throw failure('Invalid', bucket, refused)
    if (Errors.length > 0 && tries === maxTries) throw failure('Unavailable', bucket, Errors[0]!)
    left = Errors.flatMap(({ Key }) => Key ?? [])
    if (left.length > 0) await jitteredWait(firstWait * 2 ** (tries - 1), signal)
  }
}

const failure = (
  code: 'Invalid' | 'Unavailable',
  bucket: string,
  { Key, Code, Message }: { Key?: string; Code?: string; Message?: string },
): MillraceError => new MillraceError(code, `Removing s3://${bucket}/${Key}: ${Code}: ${Message ?? 'refused'}`)
