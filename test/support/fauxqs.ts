import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { type BuildAppOptions, buildApp } from 'fauxqs'
import type { QueueUrls } from '../../lib/adapters/aws/sqs/dead-letters.ts'
import { type QueueName, queueNames } from '../../lib/core/message.ts'

type Stores = NonNullable<BuildAppOptions['stores']>

export interface Fauxqs {
  /** On loopback, for SQS and S3 alike. */
  endpoint: string
  sqs: SQSClient
  s3: S3Client
  close: () => Promise<void>
}

const identity = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

/** SQS and S3 in this process. Where fauxqs differs from them in what Millrace relies on, it is set right here. */
export const startFauxqs = async (): Promise<Fauxqs> => {
  await acceptAllCharacters()
  const stores = await createStores()
  const app = buildApp({ logger: false, stores })
  honourIfNoneMatch(app, stores.s3Store)
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 })
  const sqs = new SQSClient({ ...identity, endpoint, useQueueUrlAsEndpoint: false })
  const s3 = new S3Client({ ...identity, endpoint, forcePathStyle: true })
  const close = async () => {
    sqs.destroy()
    s3.destroy()
    await app.close()
  }
  return { endpoint, sqs, s3, close }
}

/** A queue of each name with its dead-letter queue, whose own names start with `prefix`. */
export const createQueues = async (
  sqs: SQSClient,
  { prefix, maxReceives }: { prefix: string; maxReceives: number },
): Promise<Record<QueueName, QueueUrls>> => {
  const create = async (name: string, attributes: Record<string, string> = {}): Promise<string> => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))
    return QueueUrl
  }
  const pairs = queueNames.map(async (name) => {
    const deadLetterUrl = await create(`${prefix}-${name}-dead`)
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${prefix}-${name}-dead`
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives })
    return [name, { url: await create(`${prefix}-${name}`, { RedrivePolicy }), deadLetterUrl }] as const
  })
  return Object.fromEntries(await Promise.all(pairs)) as Record<QueueName, QueueUrls>
}

export const createBucket = async (s3: S3Client, name: string): Promise<string> => {
  await s3.send(new CreateBucketCommand({ Bucket: name }))
  return name
}

/** A file of fauxqs that it does not export. */
const inner = (path: string): Promise<unknown> => import(new URL(path, import.meta.resolve('fauxqs')).href)

const createStores = async (): Promise<Stores> => {
  const made = async (path: string, name: string): Promise<unknown> => {
    const Store = ((await inner(path)) as Record<string, new () => unknown>)[name]!
    return new Store()
  }
  return {
    sqsStore: (await made('./sqs/sqsStore.js', 'SqsStore')) as Stores['sqsStore'],
    snsStore: (await made('./sns/snsStore.js', 'SnsStore')) as Stores['snsStore'],
    s3Store: (await made('./s3/s3Store.js', 'S3Store')) as Stores['s3Store'],
  }
}

/** fauxqs takes a character above U+FFFF for two forbidden ones; SQS carries U+10000 to U+10FFFF. */
const acceptAllCharacters = async (): Promise<void> => {
  const { INVALID_MESSAGE_BODY_CHAR: invalid } = (await inner('./sqs/sqsTypes.js')) as {
    INVALID_MESSAGE_BODY_CHAR: RegExp
  }
  invalid.test = (text) => /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text)
}

/** fauxqs takes no notice of `If-None-Match`; S3 puts an object on that condition, or answers 412. */
const honourIfNoneMatch = (app: ReturnType<typeof buildApp>, objects: Stores['s3Store']): void => {
  const exists = (bucket: string, key: string) => {
    try {
      objects.headObject(bucket, key)
      return true
    } catch {
      return false
    }
  }
  app.addHook('preHandler', (request, reply, done) => {
    const { bucket, '*': key } = request.params as { bucket?: string; '*'?: string }
    const conditional = request.method === 'PUT' && request.headers['if-none-match'] === '*'
    if (!conditional || bucket === undefined || key === undefined || !exists(bucket, key)) return done()
    reply
      .code(412)
      .header('content-type', 'application/xml')
      .send('<Error><Code>PreconditionFailed</Code><Message>The object is there.</Message></Error>')
  })
}
