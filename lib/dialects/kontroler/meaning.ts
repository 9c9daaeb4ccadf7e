import type { SourceDocument } from '../yaml/document.ts'

/** The spec as JSON with sorted keys. Suspending a DAG makes no new version of it. */
export const meaning = ({ value }: SourceDocument): string => {
  const { kind, spec } = value as { kind?: unknown; spec?: unknown }
  const meant = kind === 'DAG' && isObject(spec) ? { ...spec, suspended: false } : spec
  return JSON.stringify(meant, sortKeys) ?? 'null'
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const sortKeys = (_: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
