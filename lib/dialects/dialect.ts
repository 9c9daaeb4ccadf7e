import type { JsonObject } from '../core/kubernetes.ts'
import type { Plan } from '../core/plan.ts'
import type { Value } from '../core/variable.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { SourceDocument } from './yaml/document.ts'

/** Which stored definition a document needs. `version` absent: the latest. */
export interface Reference {
  kind: string
  name: string
  version?: number
}

/** A stored definition, read again. */
export interface LoadedDefinition {
  document: SourceDocument
  version: number
}

/**
 * Answers what `references` named, directly or through others. It may also be asked for the latest version of those,
 * to tell a missing definition from a missing version.
 */
export type Find = (reference: Reference) => LoadedDefinition | undefined

/** What a run document is compiled in. */
export interface CompileContext {
  runName: string
  runId: string
  namespace: string
  find: Find
  /** What a required workspace of a Tekton task gets that nothing is bound to, such as `{emptyDir: {}}`. */
  defaultWorkspaceBinding?: JsonObject
}

/** What a run that is made for a definition has of its own. */
export interface RunOptions {
  /** Absent: one is made up. */
  name?: string
  params: Readonly<Record<string, Value>>
  /** As the dialect writes them, each with its name. */
  workspaces?: readonly JsonObject[]
  labels?: Readonly<Record<string, string>>
}

/** A language that definitions are written in. Compiles to a plan; pure. Nothing here throws for what is in a document. */
export interface Dialect {
  readonly name: string
  /** Whether a document is written in it, by its apiVersion. */
  speaks(apiVersion: string): boolean
  /** Kinds that are stored, and kinds that start runs. */
  readonly definitions: readonly string[]
  readonly runs: readonly string[]
  /** Everything wrong with one document by itself. */
  check(document: SourceDocument): Diagnostic[]
  /** What it refers to, directly. Only called on a document without errors. */
  references(document: SourceDocument): Reference[]
  /** Everything wrong between a document without errors and what it refers to, directly. */
  link(document: SourceDocument, find: Find): Diagnostic[]
  /** Hash input of a definition: two documents that mean the same give the same JSON text. */
  meaning(document: SourceDocument): string
  /**
   * Compiles a run document. No plan when anything is wrong with it or with what it needs. Answers the diagnostics of
   * `check` only when there are errors among them.
   */
  compile(
    run: SourceDocument,
    context: CompileContext,
  ): { plan: Plan; diagnostics: Diagnostic[] } | { plan?: undefined; diagnostics: Diagnostic[] }
  /** A run document for a definition, as a person would write it. */
  runOf(definition: SourceDocument, options: RunOptions): string
}
