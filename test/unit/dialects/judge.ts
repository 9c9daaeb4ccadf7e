import type { Plan } from '../../../lib/core/plan.ts'
import { checkDocument } from '../../../lib/dialects/check-document.ts'
import { type Diagnostic, hasErrors } from '../../../lib/dialects/diagnostic.ts'
import type { Find, LoadedDefinition } from '../../../lib/dialects/dialect.ts'
import { dialectOf } from '../../../lib/dialects/dialects.ts'
import type { SourceDocument } from '../../../lib/dialects/yaml/document.ts'
import { readDocuments } from '../../../lib/dialects/yaml/read.ts'

const runId = '00000000-0000-8000-8000-000000000000'

/** What an author is told about a file whose definitions are stored in their order, and the plans of its runs. */
export const judge = (text: string): { diagnostics: Diagnostic[]; plans: Plan[] } => {
  const { documents, diagnostics } = readDocuments(text, 'judged.yaml')
  const find = findIn(documents)
  const plans: Plan[] = []
  for (const document of documents) {
    const own = checkDocument(document)
    diagnostics.push(...own)
    const dialect = dialectOf(document)
    const { kind, metadata } = document.value as { kind: string; metadata: { name?: string } }
    if (!dialect || hasErrors(own)) continue
    if (dialect.definitions.includes(kind)) diagnostics.push(...dialect.link(document, find))
    if (!dialect.runs.includes(kind)) continue
    const compiled = dialect.compile(document, { runName: metadata.name ?? 'given', runId, namespace: 'default', find })
    diagnostics.push(...compiled.diagnostics)
    if (compiled.plan) plans.push(compiled.plan)
  }
  return { diagnostics, plans }
}

/** `code line:column` */
export const brief = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`)

/** The only plan of a file without errors. */
export const planOf = (text: string): Plan => {
  const { diagnostics, plans } = judge(text)
  if (hasErrors(diagnostics) || plans.length !== 1) throw new Error(JSON.stringify(diagnostics, null, 1))
  return plans[0]!
}

/** Versions count from 1, in the order of the file. */
const findIn = (documents: readonly SourceDocument[]): Find => {
  const stored = new Map<string, LoadedDefinition[]>()
  for (const document of documents) {
    const { kind, metadata } = (document.value ?? {}) as { kind?: string; metadata?: { name?: string } }
    const versions = stored.get(`${kind}/${metadata?.name}`) ?? []
    versions.push({ document, version: versions.length + 1 })
    stored.set(`${kind}/${metadata?.name}`, versions)
  }
  return ({ kind, name, version }) => {
    const versions = stored.get(`${kind}/${name}`) ?? []
    return version === undefined ? versions.at(-1) : versions[version - 1]
  }
}
