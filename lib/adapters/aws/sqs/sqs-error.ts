import { isError, MillraceError } from '../../../core/error.ts'
import { translated } from '../aws-error.ts'

/** What the codes of SQS mean to whoever looks after the queues. */
const meanings: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'the queue does not exist, or is in another region or account',
  NonExistentQueue: 'the queue does not exist, or is in another region or account',
  AccessDenied: 'the role may not do this to the queue',
  AccessDeniedException: 'the role may not do this to the queue',
  KmsAccessDenied: 'the role may not use the key that the queue is encrypted with',
  KmsDisabled: 'the key that the queue is encrypted with is disabled',
  BatchRequestTooLong: 'the messages are too long together',
  InvalidMessageContents: 'the body has characters that SQS does not carry',
}

/**
 * Does a call of SQS. Throws `Unavailable` (throttled, 5xx, no answer in time, aborted), `Unauthorized`
 * (credentials, rights), and `Invalid` for what can never work: a queue that does not exist, a message that is too long.
 */
export const sqsCall = async <T>(action: string, url: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await translated(`${action} ${url}`, call)
  } catch (error) {
    const meaning = meaningOf(error)
    if (meaning === undefined) throw error
    const { code, message, cause } = error as MillraceError
    throw new MillraceError(code, `${message} (${meaning})`, { cause })
  }
}

const meaningOf = (error: unknown): string | undefined =>
  isError(error, 'Invalid', 'Unauthorized') && error.cause instanceof Error ? meanings[error.cause.name] : undefined

/** The delivery is no longer current, or its message is gone or visible already. */
export const isStaleReceipt = (error: unknown): boolean => {
  const cause = error instanceof MillraceError ? error.cause : undefined
  if (!(cause instanceof Error)) return false
  const { name, message } = cause
  if (name === 'MessageNotInflight' || name === 'ReceiptHandleIsInvalid') return true
  return name.startsWith('InvalidParameterValue') && /receipt ?handle/i.test(message)
}
