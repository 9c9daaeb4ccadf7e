import { type ErrorCode, MillraceError } from '../../../core/error.ts'
import { translateAwsError } from '../aws-error.ts'

/**
 * What DynamoDB calls the sender's fault and is not: a table that is being made or restored, a partition that is asked for
 * too much. No message of a run is to be given up for them.
 */
const meanings: Readonly<Record<string, { code: ErrorCode; says: string }>> = {
  ResourceNotFoundException: {
    code: 'Unavailable',
    says: 'the table is not there, or is in another region or account',
  },
  ProvisionedThroughputExceededException: { code: 'Unavailable', says: 'it is asked for more than it gives just now' },
  TransactionConflictException: { code: 'Unavailable', says: 'somebody else writes the item at this moment' },
  ReplicatedWriteConflictException: { code: 'Unavailable', says: 'somebody else writes the item at this moment' },
}

/**
 * Does a call of DynamoDB. Throws `Unavailable` (throttled, 5xx, no answer in time, aborted, no table), `Unauthorized`,
 * and `Invalid` for what can never work, such as an item that is too large. A condition that does not hold is thrown as
 * it comes: what it means is the caller's to say.
 */
export const dynamoCall = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    throw isRefusal(error) ? error : translateDynamoError(error, what)
  }
}

const translateDynamoError = (error: unknown, what: string): unknown => {
  const meaning = error instanceof Error ? meanings[error.name] : undefined
  if (meaning === undefined) return translateAwsError(error, what)
  const { name, message } = error as Error
  return new MillraceError(meaning.code, `${what}: ${name}: ${message} (${meaning.says})`, { cause: error })
}

export const isRefusal = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException'
