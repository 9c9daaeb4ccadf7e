import type { Plan } from '../core/plan.ts'
import type { Diagnostic } from '../dialects/diagnostic.ts'
import type { CompileContext, Dialect, LoadedDefinition, Reference } from '../dialects/dialect.ts'
import type { Spoken } from '../dialects/sort-documents.ts'
import type { SourceDocument } from '../dialects/yaml/document.ts'
import { readDocuments } from '../dialects/yaml/read.ts'
import type { Definitions } from '../ports/definitions.ts'

const nameOf = ({ kind, name, version }: Reference): string => `${kind}/${name}@${version ?? 'latest'}`

/** One that came along counts before what is stored; several of one name are versions of it, in their order. */
const broughtAlong = (own: readonly Spoken[], { kind, name, version }: Reference): LoadedDefinition | undefined => {
  const versions = own.filter((one) => one.kind === kind && one.name === name)
  const at = version ?? versions.length
  const found = versions[at - 1]
  return found && { document: found.document, version: at }
}

export interface Lookup {
  namespace: string
  /** Definitions that came along with the document. */
  own?: readonly Spoken[]
}

/** Reads definitions, and what they refer to in turn. Absent ones are left out. */
export const createLoadDefinitions =
  ({ definitions }: { definitions: Pick<Definitions, 'get'> }) =>
  async (
    dialect: Dialect,
    document: SourceDocument,
    { namespace, own = [] }: Lookup,
  ): Promise<Map<string, LoadedDefinition>> => {
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
        const along = broughtAlong(own, reference)
        if (along) {
          found.set(nameOf(reference), along)
          next.push(...dialect.references(along.document))
          continue
        }
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
    context: Omit<CompileContext, 'find'> & Lookup,
  ): Promise<{ plan?: Plan; diagnostics: Diagnostic[] }>
}

/** Compiles a run document against the definitions that came with it, and those that are stored. */
export const createCompileRun = (deps: { definitions: Pick<Definitions, 'get'> }): CompileRun => {
  const load = createLoadDefinitions(deps)
  return async (dialect, document, context) => {
    const diagnostics = dialect.check(document)
    if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics }
    const found = await load(dialect, document, context)
    const compiled = dialect.compile(document, { ...context, find: (reference) => found.get(nameOf(reference)) })
    return { plan: compiled.plan, diagnostics: [...diagnostics, ...compiled.diagnostics] }
  }
}
