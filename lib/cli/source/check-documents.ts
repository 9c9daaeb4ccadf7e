import { byPlace, type Diagnostic, hasErrors } from '../../dialects/diagnostic.ts'
import type { Sorted, Spoken } from '../../dialects/sort-documents.ts'
import type { Definitions } from '../../ports/definitions.ts'
import { createFind, type NamespaceOf } from './local-definitions.ts'

/**
 * Everything wrong with the documents, by themselves and with each other, on top of what is stored. In the order of the
 * files, each from top to bottom.
 */
export const checkDocuments = async (
  sorted: Sorted,
  options: { definitions?: Definitions; namespaceOf: NamespaceOf; files: readonly string[] },
): Promise<Diagnostic[]> => {
  const diagnostics = [...sorted.diagnostics]
  const usable: Spoken[] = []
  for (const spoken of [...sorted.definitions, ...sorted.runs]) {
    const own = spoken.dialect.check(spoken.document)
    diagnostics.push(...own)
    if (!hasErrors(own)) usable.push(spoken)
  }
  const find = await createFind({ ...options, own: sorted.definitions, usable })
  for (const spoken of usable) diagnostics.push(...spoken.dialect.link(spoken.document, find(spoken)))
  const position = new Map(options.files.map((file, index) => [file, index]))
  const order = ({ file }: Diagnostic): number => position.get(file) ?? options.files.length
  return diagnostics.sort((a, b) => order(a) - order(b) || byPlace(a, b))
}

/** What is unknown here may be stored where the file is going to be used. */
const elsewhere = new Set([
  'UnknownDag',
  'UnknownDagTask',
  'UnknownDagTaskVersion',
  'UnknownPipeline',
  'UnknownTaskDefinition',
])

/** For a check without a store: what a document needs and no file has is a warning. */
export const forgiveUnknown = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics.map((diagnostic) =>
    elsewhere.has(diagnostic.code) && diagnostic.severity === 'error'
      ? { ...diagnostic, severity: 'warning', hint: 'not in these files: it must be stored where this is run' }
      : diagnostic,
  )
