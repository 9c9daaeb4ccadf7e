import type { Plan } from '../core/plan.ts'
import type { Diagnostic } from '../dialects/diagnostic.ts'
import type { CompileContext, Dialect, LoadedDefinition, Reference } from '../dialects/dialect.ts'
import type { SourceDocument } from '../dialects/yaml/document.ts'
import { readDocuments } from '../dialects/yaml/read.ts'
import type { Definitions } from '../ports/definitions.ts'

const nameOf = ({ kind, name, version }: Reference): string => `${kind}/${name}@${version ?? 'latest'}`

/** Reads stored definitions, and what they refer to in turn. Absent ones are left out. */
export const createLoadDefinitions =
  ({ definitions }: { definitions: Definitions }) =>
  async (dialect: Dialect, document: SourceDocument, namespace: string): Promise<Map<string, LoadedDefinition>> => {
    const found = new Map<string, LoadedDefinition>()
    const asked = new Set<string>()
    let next = dialect.references(document)
    while (next.length > 0) {
      const fresh = [...new Map(next.map((reference) => [nameOf(reference), reference])).values()].filter(
        (reference) => !asked.has(nameOf(reference)),
      )
      next = []
      for (const reference of fresh) {
        asked.add(nameOf(reference))
        const stored = await definitions.get({ namespace, ...reference }, reference.version)
        // To tell a definition that is missing from a version that is.
        if (!stored && reference.version !== undefined) next.push({ ...reference, version: undefined })
        const read = stored && readDocuments(stored.text, `${reference.kind}/${reference.name}`).documents[0]
        if (!stored || !read) continue
        found.set(nameOf(reference), { document: read, version: stored.version })
        next.push(...dialect.references(read))
      }
    }
    return found
  }

export interface CompileRun {
  (
    dialect: Dialect,
    document: SourceDocument,
    context: Omit<CompileContext, 'find'>,
  ): Promise<{ plan?: Plan; diagnostics: Diagnostic[] }>
}

/** Compiles a run document against the stored definitions. */
export const createCompileRun = (deps: { definitions: Definitions }): CompileRun => {
  const load = createLoadDefinitions(deps)
  return async (dialect, document, context) => {
    const diagnostics = dialect.check(document)
    if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics }
    const found = await load(dialect, document, context.namespace)
    const compiled = dialect.compile(document, { ...context, find: (reference) => found.get(nameOf(reference)) })
    return { plan: compiled.plan, diagnostics: [...diagnostics, ...compiled.diagnostics] }
  }
}
