import * as z from 'zod'
import type { ResolvedTemplate, Resource } from '../../emulator/template.ts'

const Mapping = z.looseObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.looseObject({ MaximumConcurrency: z.number().optional() }).default({}),
})

const Queue = z.looseObject({
  VisibilityTimeout: z.number().default(30),
  MessageRetentionPeriod: z.number().default(345_600),
  ReceiveMessageWaitTimeSeconds: z.number().default(0),
  RedrivePolicy: z.looseObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  RedriveAllowPolicy: z.looseObject({ sourceQueueArns: z.array(z.string()).default([]) }).optional(),
})
type Queue = z.infer<typeof Queue> & Pick<Resource, 'logicalId' | 'attributes' | 'ref'>

const Function = z.looseObject({
  Timeout: z.number().default(3),
  Environment: z.looseObject({ Variables: z.record(z.string(), z.string()).default({}) }).default({ Variables: {} }),
})

/** A function that reads a queue, by an event source mapping; what is not in the template is undefined. */
export interface Reader {
  mapping: z.infer<typeof Mapping> & Pick<Resource, 'logicalId'>
  queue: Queue | undefined
  /** Where the queue's messages go that cannot be handled. */
  deadLetters: Queue | undefined
  function: (z.infer<typeof Function> & Pick<Resource, 'logicalId'>) | undefined
}

export const queuesIn = (template: ResolvedTemplate): Queue[] =>
  template.ofType('AWS::SQS::Queue').map(({ logicalId, attributes, ref, properties }) => ({
    ...Queue.parse(properties),
    logicalId,
    attributes,
    ref,
  }))

export const readersIn = (template: ResolvedTemplate): Reader[] => {
  const queues = queuesIn(template)
  const withArn = (arn: string | undefined) => queues.find(({ attributes }) => attributes['Arn'] === arn)
  return template.ofType('AWS::Lambda::EventSourceMapping').map(({ logicalId, properties }) => {
    const mapping = Mapping.parse(properties)
    const queue = withArn(mapping.EventSourceArn)
    const reader = template
      .ofType('AWS::Lambda::Function')
      .find(({ attributes }) => attributes['Arn'] === mapping.FunctionName)
    return {
      mapping: { ...mapping, logicalId },
      queue,
      deadLetters: withArn(queue?.RedrivePolicy?.deadLetterTargetArn),
      function: reader && { ...Function.parse(reader.properties), logicalId: reader.logicalId },
    }
  })
}
