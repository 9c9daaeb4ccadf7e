import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'
import { queuesIn, readersIn } from './readers.ts'

/** Seconds: a poll waits for as long as SQS lets it, since each that finds nothing costs as much as one that does. */
const longestWait = 20

/** A queue is read by a function, waiting, or has the dead letters of one that is. */
export const checkQueues: Check = (template) => {
  const resolved = resolveTemplate(template)
  const readers = readersIn(resolved)
  const read = new Set(readers.map(({ queue }) => queue?.ref))
  const kept = new Set(readers.map(({ deadLetters }) => deadLetters?.ref))
  return queuesIn(resolved).flatMap((queue) => [
    ...(read.has(queue.ref) || kept.has(queue.ref) ? [] : [`${queue.logicalId}: nobody reads it`]),
    ...(read.has(queue.ref) && queue.ReceiveMessageWaitTimeSeconds !== longestWait
      ? [`${queue.logicalId}: polls do not wait`]
      : []),
  ])
}
