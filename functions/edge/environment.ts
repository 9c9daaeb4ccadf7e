import { MillraceError } from '../../lib/core/error.ts'
import { type QueueName, queueNames } from '../../lib/core/message.ts'

/** A variable that the function cannot do without. Throws `Invalid` naming it. */
export const required = (name: string): string => {
  const value = process.env[name]
  if (value) return value
  throw new MillraceError('Invalid', `environment variable ${name} is missing`)
}

export const optional = (name: string): string | undefined => process.env[name] || undefined

export const installation = (): string => optional('MILLRACE_INSTALLATION') ?? 'default'

/** The queues that this function may use, by their URLs. */
export const queueUrls = (): Partial<Record<QueueName, { url: string; deadLetterUrl: string }>> =>
  Object.fromEntries(
    queueNames.flatMap((queue) => {
      const name = queue.toUpperCase()
      const url = optional(`MILLRACE_QUEUE_${name}`)
      return url ? [[queue, { url, deadLetterUrl: optional(`MILLRACE_DLQ_${name}`) ?? '' }]] : []
    }),
  )
