import type * as z from 'zod'
import { maxInlineSubmission, type RunSubmit, submissionPrefix } from '../core/submission.ts'
import type { Objects } from '../ports/objects.ts'
import type { Queues } from '../ports/queues.ts'
import { sha256 } from './run-id.ts'

/** What is to be run, without what is the same in every message. */
export type Submission = Omit<z.input<typeof RunSubmit>, 'type' | 'object'>

export interface SubmitDeps {
  queues: Pick<Queues, 'send'>
  objects: Pick<Objects, 'put'>
}

/**
 * Asks for runs. What is too large for a message is put into object storage first, by its hash, and the message says
 * where. Answers the bodies of the messages that were sent.
 */
export const createSubmit = ({ queues, objects }: SubmitDeps) => {
  const bodyOf = async ({ namespace, key, ...rest }: Submission): Promise<string> => {
    const body = JSON.stringify({ type: 'run.submit', namespace, key, ...rest })
    if (Buffer.byteLength(body) <= maxInlineSubmission) return body
    const large = JSON.stringify(rest)
    const hash = sha256(large)
    const object = { key: `${submissionPrefix}${hash}`, sha256: hash }
    await objects.put(object.key, Buffer.from(large))
    return JSON.stringify({ type: 'run.submit', namespace, key, object })
  }

  return async (submissions: readonly Submission[]): Promise<string[]> => {
    const bodies = await Promise.all(submissions.map(bodyOf))
    await queues.send(
      'submit',
      bodies.map((body) => ({ body })),
    )
    return bodies
  }
}
