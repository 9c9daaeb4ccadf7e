import type { RunId } from '../core/message.ts'
import type { SourceDocument } from '../dialects/yaml/document.ts'
import { runIdOf, sha256 } from './run-id.ts'

export interface RunIdentity {
  runId: RunId
  namespace: string
  name: string
}

const text = (value: unknown, key: string): string | undefined => {
  const field = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
  return typeof field === 'string' && field !== '' ? field : undefined
}

/**
 * Rule one-run-per-key: a run document with a name is its own key, per kind; else the key that the submitter gives
 * counts, and the name is made of it.
 */
export const runIdentity = (document: SourceDocument, given: { namespace: string; key: string }): RunIdentity => {
  const { value } = document
  const metadata = typeof value === 'object' && value !== null ? (value as { metadata?: unknown }).metadata : undefined
  const kind = text(value, 'kind') ?? 'Run'
  const namespace = text(metadata, 'namespace') ?? given.namespace
  const own = text(metadata, 'name')
  const runId = runIdOf(namespace, own ? `${kind}/${own}` : given.key)
  const prefix = text(metadata, 'generateName') ?? `${kind.toLowerCase()}-`
  return { runId, namespace, name: own ?? `${prefix}${sha256(runId).slice(0, 5)}` }
}
