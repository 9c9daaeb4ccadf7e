import * as z from 'zod'
import { queueNames } from '../../core/message.ts'

const QueueUrls = z.object({ url: z.url(), deadLetterUrl: z.url() })

/** Where a deployed stage is: the JSON of the parameter that its deployment writes. Later ones may say more. */
export const Stage = z.object({
  /** Name of the table of DynamoDB. */
  table: z.string().min(1),
  bucket: z.string().min(1),
  /** Label value of its pods and claims. */
  installation: z.string().min(1),
  queues: z.record(z.enum(queueNames), QueueUrls),
  /** Of EKS; its name is empty where it is another one. */
  cluster: z.object({ name: z.string() }).optional(),
})
export type Stage = z.infer<typeof Stage>
