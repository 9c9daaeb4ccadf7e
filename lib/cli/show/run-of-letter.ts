import { runIdOf } from '../../app/run-id.ts'
import { runIdentity } from '../../app/run-identity.ts'
import { RunId } from '../../core/message.ts'
import { openSubmission } from '../../core/submission.ts'
import { sortDocuments } from '../../dialects/sort-documents.ts'
import type { DeadLetter } from '../../ports/queues.ts'

/** The run that a message is about, as far as it says so: by its id, or by its name and namespace, or by both. */
export type RunOfLetter = { runId: RunId; name?: string } | { runId?: undefined; name: string; namespace: string }

export const runOfLetter = ({ body }: Pick<DeadLetter, 'body'>): RunOfLetter | undefined => {
  const message = messageIn(body)
  const runId = RunId.safeParse(message['runId'])
  if (runId.success) return { runId: runId.data }
  return message['type'] === 'run.submit' ? runOfSubmission(message) : undefined
}

type Fields = Record<string, unknown>

/** It was given up, perhaps for what it is: nothing is taken for granted. */
const messageIn = (body: string): Fields => {
  try {
    const message = openSubmission(JSON.parse(body))
    return typeof message === 'object' && message !== null ? (message as Fields) : {}
  } catch {
    return {}
  }
}

const runOfSubmission = ({ text, key, name, namespace = 'default' }: Fields): RunOfLetter | undefined => {
  if (typeof namespace !== 'string') return undefined
  const [run] = typeof text === 'string' ? sortDocuments([{ file: 'message', text }]).runs : []
  if (run && (run.name !== undefined || typeof key === 'string'))
    return runIdentity(run.document, { namespace, key: String(key) })
  // Made for a definition: its id depends on the kind of the run, which only the definition tells.
  if (typeof name === 'string') return { name, namespace }
  return typeof key === 'string' ? { runId: runIdOf(namespace, key) } : undefined
}
