import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { UseCase } from '../../lib/app/delivery.ts'
import { createHandle, type HandleDeps } from '../../lib/app/handle.ts'
import type { QueueMessage, QueueName } from '../../lib/core/message.ts'
import type { ReceivedMessage } from '../../lib/ports/queues.ts'
import { currentInvocation, type Invocation, untilTheEnd } from './invocation.ts'

/** Milliseconds before the end of its time at which a function takes no more work. */
const reserve = 5_000

const received = ({ messageId, receiptHandle, body, attributes }: SQSRecord): ReceivedMessage => ({
  id: messageId,
  receipt: receiptHandle,
  body,
  receives: Number(attributes.ApproximateReceiveCount),
})

/** The entry point of a function that a queue invokes: hands its batches to the use case, and answers what is not done. */
export const queueHandler = <Q extends QueueName>(
  deps: HandleDeps & { invocation: Invocation },
  queue: Q,
  useCase: UseCase<QueueMessage<Q>>,
) => {
  const handle = createHandle(deps, queue, useCase)
  return middy<SQSEvent, SQSBatchResponse>(untilTheEnd)
    .use(currentInvocation(deps.invocation))
    .handler(async ({ Records }, context) => {
      const takesUntil = deps.clock.now() + context.getRemainingTimeInMillis() - reserve
      const undone = await handle(Records.map(received), { takesUntil })
      return { batchItemFailures: undone.map(({ id }) => ({ itemIdentifier: id })) }
    })
}
