import { S3Client } from '@aws-sdk/client-s3'
import { createS3Objects } from '../../lib/adapters/aws/s3/s3-objects.ts'
import type { Objects } from '../../lib/ports/objects.ts'
import { awsClient } from './aws-client.ts'
import type { Composed } from './compose.ts'
import { optional, required } from './environment.ts'

/** A log may be large: its request has longer. */
const requestHandler = { ...awsClient.requestHandler, requestTimeout: 20_000 }

export const openObjects = ({ signal }: Pick<Composed, 'signal'>): Objects => {
  // An endpoint that is not AWS's own has no host name for each bucket.
  const forcePathStyle = optional('AWS_ENDPOINT_URL_S3') !== undefined
  const client = new S3Client({ ...awsClient, requestHandler, forcePathStyle })
  return createS3Objects({ client, bucket: required('MILLRACE_BUCKET'), signal })
}
