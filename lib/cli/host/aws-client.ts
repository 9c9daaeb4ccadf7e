/** Where the clients of AWS look, and who they are. Absent: as everywhere in AWS, by environment and shared files. */
export interface AwsPlace {
  region?: string
  profile?: string
}

/** How every AWS client asks while a person waits. Endpoints are the environment's. */
export const awsClient = ({ region, profile }: AwsPlace) =>
  ({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    retryMode: 'standard',
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  }) as const

/** Objects are larger than anything else that is read. */
const objectTimeout = 60_000

/** A bucket by name; an endpoint that is not AWS's own has no host name for each bucket. */
export const openBucket = async (bucket: string, place: AwsPlace) => {
  const [{ S3Client }, { createS3Objects }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('../../adapters/aws/s3/s3-objects.ts'),
  ])
  const { requestHandler, ...config } = awsClient(place)
  const client = new S3Client({
    ...config,
    requestHandler: { ...requestHandler, requestTimeout: objectTimeout },
    forcePathStyle: Boolean(process.env['AWS_ENDPOINT_URL_S3']),
  })
  return createS3Objects({ client, bucket })
}

/** Of SQS; a queue's URL says which queue is meant, not where to ask for it. */
export const openSqs = async (place: AwsPlace) => {
  const { SQSClient } = await import('@aws-sdk/client-sqs')
  return new SQSClient({ ...awsClient(place), useQueueUrlAsEndpoint: false })
}

/** A table of DynamoDB by name. */
export const openTable = async (name: string, place: AwsPlace) => {
  const [{ DynamoDBClient }, { createTable }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('../../adapters/aws/dynamo/table.ts'),
  ])
  return createTable({ client: new DynamoDBClient(awsClient(place)), name })
}

/** Of Systems Manager. */
export const openParameters = async (place: AwsPlace) => {
  const { SSMClient } = await import('@aws-sdk/client-ssm')
  return new SSMClient(awsClient(place))
}
