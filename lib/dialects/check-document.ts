import type { Diagnostic } from './diagnostic.ts'
import { dialectOf, dialects } from './dialects.ts'
import { type Issue, toDiagnostic } from './issue.ts'
import { apiVersion as kontrolerVersion } from './kontroler/schema.ts'
import { didYouMean } from './suggest.ts'
import type { SourceDocument } from './yaml/document.ts'

/** Kinds of core/v1 that may stand beside definitions; the terminal applies them by the person's own rights. */
export const companions: readonly string[] = ['Secret', 'ConfigMap', 'ServiceAccount', 'PersistentVolumeClaim']

/** Everything wrong with one document by itself, whatever it is written in. */
export const checkDocument = (document: SourceDocument): Diagnostic[] => {
  const dialect = dialectOf(document)
  return dialect ? dialect.check(document) : judge(document).map((issue) => toDiagnostic(document, issue))
}

const judge = ({ value }: SourceDocument): Issue[] => {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [{ code: 'WrongType', path: [], message: 'a document must be a mapping with apiVersion and kind' }]
  const { apiVersion, kind, metadata } = value as { apiVersion?: unknown; kind?: unknown; metadata?: unknown }
  if (apiVersion === undefined)
    return [
      {
        code: 'MissingField',
        path: ['apiVersion'],
        message: 'apiVersion is missing',
        hint: `such as ${kontrolerVersion}`,
      },
    ]
  if (apiVersion !== 'v1') {
    const message = `no dialect speaks apiVersion ${JSON.stringify(apiVersion)}`
    const hint =
      (typeof apiVersion === 'string' ? didYouMean(apiVersion, [kontrolerVersion, 'v1']) : undefined) ??
      `known: ${dialects.map(({ name }) => name).join(', ')}`
    return [{ code: 'UnknownApiVersion', path: ['apiVersion'], message, hint }]
  }
  if (typeof kind !== 'string' || !companions.includes(kind)) {
    const hint = `of v1 only ${companions.join(', ')} may stand beside definitions`
    return [{ code: 'UnknownKind', path: ['kind'], message: `the kind ${JSON.stringify(kind)} is not applied`, hint }]
  }
  const name = metadata !== null && typeof metadata === 'object' ? Reflect.get(metadata, 'name') : undefined
  return typeof name === 'string'
    ? []
    : [{ code: 'MissingField', path: ['metadata', 'name'], message: 'metadata.name is missing' }]
}
