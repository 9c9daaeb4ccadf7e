import * as z from 'zod'
import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'

const Queue = z.looseObject({ KmsMasterKeyId: z.string().optional(), SqsManagedSseEnabled: z.boolean().optional() })
const Bucket = z.looseObject({ BucketEncryption: z.looseObject({}).optional() })

/** Queues and buckets say how they are encrypted. A table always is; the question there is only by whose key. */
export const checkEncryption: Check = (template) => {
  const { ofType } = resolveTemplate(template)
  return [
    ...ofType('AWS::SQS::Queue').filter(({ properties }) => {
      const { KmsMasterKeyId, SqsManagedSseEnabled } = Queue.parse(properties)
      return KmsMasterKeyId === undefined ? SqsManagedSseEnabled !== true : SqsManagedSseEnabled === true
    }),
    ...ofType('AWS::S3::Bucket').filter(({ properties }) => !Bucket.parse(properties).BucketEncryption),
  ].map(({ logicalId }) => `${logicalId}: is not encrypted, or in two ways`)
}
