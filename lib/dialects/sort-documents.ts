import type { KubeObject } from '../core/kubernetes.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Dialect } from './dialect.ts'
import { dialectOf, dialects } from './dialects.ts'
import { type Issue, toDiagnostic } from './issue.ts'
import { didYouMean } from './suggest.ts'
import type { SourceDocument } from './yaml/document.ts'
import { readDocuments } from './yaml/read.ts'

/** A text of documents, and what it is called in diagnostics. */
export interface SourceText {
  file: string
  text: string
  /** Nobody named it: it may hold something else altogether, and is then passed over. */
  found?: boolean
}

/** A document that a dialect speaks for. */
export interface Spoken {
  dialect: Dialect
  document: SourceDocument
  kind: string
  /** Absent where it is missing, and where the cluster would make one up. */
  name?: string
  namespace?: string
}

/** A document that is the cluster's business alone: a Secret, a ConfigMap, a claim. */
export interface Plain {
  document: SourceDocument
  object: KubeObject
}

/** What files hold, by what is to be done with it. */
export interface Sorted {
  definitions: Spoken[]
  runs: Spoken[]
  objects: Plain[]
  /** What could not be read, and what nothing here knows. */
  diagnostics: Diagnostic[]
}

export const sortDocuments = (files: readonly SourceText[]): Sorted => {
  const sorted: Sorted = { definitions: [], runs: [], objects: [], diagnostics: [] }
  for (const file of files) {
    const { documents, diagnostics } = readDocuments(file.text, file.file)
    if (file.found && !documents.some(isObject)) continue
    sorted.diagnostics.push(...diagnostics)
    for (const document of documents) place(document, sorted)
  }
  return sorted
}

const place = (document: SourceDocument, sorted: Sorted): void => {
  const { kind, name, namespace } = identify(document)
  const dialect = dialectOf(document)
  if (dialect) {
    const spoken = { dialect, document, kind: kind ?? '', name, namespace }
    if (dialect.runs.includes(spoken.kind)) sorted.runs.push(spoken)
    else if (dialect.definitions.includes(spoken.kind)) sorted.definitions.push(spoken)
    else sorted.diagnostics.push(...dialect.check(document))
    return
  }
  const issues = checkPlain(document)
  sorted.diagnostics.push(...issues.map((issue) => toDiagnostic(document, issue)))
  if (issues.length === 0) sorted.objects.push({ document, object: document.value as KubeObject })
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const isObject = ({ value }: SourceDocument): boolean => {
  const { apiVersion, kind } = fieldsOf(value)
  return text(apiVersion) !== undefined && text(kind) !== undefined
}

const identify = ({ value }: SourceDocument): { kind?: string; name?: string; namespace?: string } => {
  const { kind, metadata } = fieldsOf(value)
  const { name, namespace } = fieldsOf(metadata)
  return { kind: text(kind), name: text(name), namespace: text(namespace) }
}

/** Groups whose kinds a cluster may have without anybody's extension. */
const isKubernetes = (apiVersion: string): boolean =>
  /^(v1|(apps|batch|policy|autoscaling|([a-z0-9-]+\.)*k8s\.io)\/v[0-9a-z]+)$/.test(apiVersion)

const checkPlain = (document: SourceDocument): Issue[] => {
  const { apiVersion, kind, metadata } = fieldsOf(document.value)
  const version = text(apiVersion)
  if (version === undefined) return [missing('apiVersion')]
  if (!isKubernetes(version)) return [unknownVersion(version)]
  if (text(kind) === undefined) return [missing('kind')]
  return text(fieldsOf(metadata)['name']) === undefined ? [missing('metadata.name')] : []
}

const missing = (field: string): Issue => ({
  code: 'MissingField',
  path: field.split('.'),
  message: `${field} is missing`,
})

const unknownVersion = (version: string): Issue => {
  const known = ['kontroler.greedykomodo/v1alpha1', 'v1']
  const names = dialects.map(({ name }) => name).join(', ')
  const message = `no dialect speaks the apiVersion "${version}" (known: ${names})`
  return { code: 'UnknownApiVersion', path: ['apiVersion'], message, hint: didYouMean(version, known) }
}
