import { createSubmit, type SubmitDeps } from '../../app/submit.ts'
import { maxInlineSubmission } from '../../core/submission.ts'
import { CommandError, usageError } from '../command-error.ts'
import { type AwsPlace, openBucket, openSqs } from './aws-client.ts'

/** https://docs.aws.amazon.com/general/latest/gr/sqs-service.html */
const regionInHost = /^(?:sqs\.|[\w-]+\.sqs\.)([a-z]{2}(?:-[a-z]+)+-\d)\./

/** The region that a queue's URL names. Undefined where its host is none of AWS's. Throws for what is no URL. */
export const regionOfQueue = (url: string): string | undefined => {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw usageError(
      `--queue ${url}: it is the URL of a queue`,
      'such as https://sqs.eu-west-1.amazonaws.com/111122223333/submit',
    )
  return regionInHost.exec(new URL(url).hostname)?.[1]
}

/** Submits to a queue of SQS about which nothing is known but its URL. */
export const submitToQueue = async ({
  queue,
  bucket,
}: {
  queue: string
  bucket?: string
}): Promise<ReturnType<typeof createSubmit>> => {
  const region = regionOfQueue(queue)
  const place: AwsPlace = region === undefined ? {} : { region }
  const { createSqsQueues } = await import('../../adapters/aws/sqs/sqs-queues.ts')
  const queues = createSqsQueues({
    client: await openSqs(place),
    urls: { submit: { url: queue, deadLetterUrl: '' } },
  })
  return createSubmit({ queues, objects: bucket === undefined ? nowhere : await openBucket(bucket, place) })
}

const nowhere: SubmitDeps['objects'] = {
  put: async (_, { length }) => {
    throw new CommandError(
      `the submission has ${length} bytes, and a message carries ${maxInlineSubmission} of them: it needs a bucket`,
      { help: 'name the bucket of the same stage with --bucket' },
    )
  },
}
