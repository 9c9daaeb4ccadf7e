import { canonicalJson, isObject } from '../canonical-json.ts'
import type { SourceDocument } from '../yaml/document.ts'

/** The spec as JSON with sorted keys. Suspending a DAG makes no new version of it. */
export const meaning = ({ value }: SourceDocument): string => {
  const { kind, spec } = value as { kind?: unknown; spec?: unknown }
  return canonicalJson(kind === 'DAG' && isObject(spec) ? { ...spec, suspended: false } : spec)
}
