import type { Diagnostic } from './diagnostic.ts'
import { dialectOf, dialects } from './dialects.ts'
import { type Issue, toDiagnostic } from './issue.ts'
import { apiVersion as kontrolerVersion } from './kontroler/schema.ts'
import { didYouMean } from './suggest.ts'
import { apiVersion as tektonVersion } from './tekton/schema/resource.ts'
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
        hint: `such as ${kontrolerVersion} or ${tektonVersion}`,
      },
    ]
  if (apiVersion !== 'v1') {
    const message = `no dialect speaks apiVersion ${JSON.stringify(apiVersion)}`
    const hint =
      (typeof apiVersion === 'string' ? didYouMean(apiVersion, [kontrolerVersion, tektonVersion, 'v1']) : undefined) ??
      `known: ${dialects.map(({ name }) => name).join(', ')}`
    return [{ code: 'UnknownApiVersion', path: ['apiVersion'], message, hint }]
  }
  if (typeof kind !== 'string' || !companions.includes(kind)) {
    const hint = `of v1 only ${companions.join(', ')} may stand beside definitions`
    return [{ code: 'UnknownKind', path: ['kind'], message: `the kind ${JSON.stringify(kind)} is not applied`, hint }]
  }
  const { name, annotations } = Object(metadata) as { name?: unknown; annotations?: unknown }
  if (typeof name !== 'string')
    return [{ code: 'MissingField', path: ['metadata', 'name'], message: 'metadata.name is missing' }]
  return kind === 'Secret' ? checkCredentials(annotations) : []
}

/** What Tekton would put into the home folder of every task of a service account that lists the Secret. */
const checkCredentials = (annotations: unknown): Issue[] =>
  Object.keys(annotations ?? {})
    .filter((key) => /^tekton\.dev\/(git|docker)-/.test(key))
    .map((key) => ({
      code: 'NotSupportedYet',
      path: ['metadata', 'annotations', key],
      at: 'key',
      message: 'credentials from service accounts are not supported yet',
      hint: 'bind the Secret to a workspace, or mount it as a volume',
    }))
