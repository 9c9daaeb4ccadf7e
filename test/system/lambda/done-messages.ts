import type { Outcome } from './execution-environment.ts'
import type { ReceivedMessage } from './sqs-event.ts'

/**
 * The messages that a batch's outcome lets the poller delete. With ReportBatchItemFailures the answer lists those that
 * failed; no list, an empty one or no answer mean that none did; an identifier that is empty or of no message of the
 * batch, and an answer of another shape, fail the whole batch
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting).
 */
export const doneMessages = (
  messages: readonly ReceivedMessage[],
  outcome: Outcome,
  reportsFailures: boolean,
): readonly ReceivedMessage[] => {
  if (outcome.kind !== 'answered') return []
  if (!reportsFailures) return messages
  const failed = failedIds(outcome.payload)
  const ids = messages.map(({ MessageId }) => MessageId)
  if (failed === undefined || failed.some((id) => !ids.includes(id))) return []
  return messages.filter(({ MessageId }) => !failed.includes(MessageId))
}

/** Undefined: the answer has another shape. */
const failedIds = (payload: string): string[] | undefined => {
  const answer = parsed(payload)
  if (answer === null) return []
  if (typeof answer !== 'object' || Array.isArray(answer)) return undefined
  const listed = (answer as { batchItemFailures?: unknown }).batchItemFailures ?? []
  if (!Array.isArray(listed)) return undefined
  const ids = listed.map((one: unknown) => (one as { itemIdentifier?: unknown } | null)?.itemIdentifier)
  return ids.every((id) => typeof id === 'string' && id !== '') ? (ids as string[]) : undefined
}

const parsed = (payload: string): unknown => {
  try {
    return payload === '' ? null : (JSON.parse(payload) as unknown)
  } catch {
    return undefined
  }
}
