import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs'
import { MillraceError } from '../../../core/error.ts'
import { jitteredWait } from '../jittered-wait.ts'

interface BatchResult {
  Successful?: { Id?: string }[]
  Failed?: BatchResultErrorEntry[]
}

export interface WholeBatch<E> {
  entries: readonly E[]
  /** One request with these entries. */
  call: (entries: E[]) => Promise<BatchResult>
  signal?: AbortSignal
}

/** Requests for the same entries, the first included. The SDK has tried each several times before it counts here. */
const maxTries = 5
/** Longest wait before the second try, in milliseconds; it doubles with each further one. */
const firstWait = 100

/**
 * Does a batch until no entry is left that failed through the service's fault. Answers those that failed through
 * the sender's. Throws `Unavailable` when some still fail after a few tries, or the signal aborts.
 */
export const wholeBatch = async <E extends { Id: string | undefined }>(
  batch: WholeBatch<E>,
): Promise<BatchResultErrorEntry[]> => {
  const refused: BatchResultErrorEntry[] = []
  let left = [...batch.entries]
  for (let tries = 1; ; tries += 1) {
    const { Successful = [], Failed = [] } = await batch.call(left)
    refused.push(...Failed.filter(({ SenderFault }) => SenderFault === true))
    const ended = new Set([...Successful, ...refused].map(({ Id }) => Id))
    left = left.filter(({ Id }) => !ended.has(Id))
    if (left.length === 0) return refused
    if (tries === maxTries) throw unavailable(left.length, batch.entries.length, Failed)
    await jitteredWait(firstWait * 2 ** (tries - 1), batch.signal)
  }
}

const unavailable = (left: number, all: number, failed: BatchResultErrorEntry[]): MillraceError => {
  const why = failed.map(({ Code, Message }) => [Code, Message].filter(Boolean).join(': '))[0] ?? 'no reason'
  return new MillraceError('Unavailable', `SQS has not taken ${left} of ${all} entries after ${maxTries} tries: ${why}`)
}
