import { createCompileRun } from '../../app/compile-run.ts'
import type { Plan } from '../../core/plan.ts'
import type { Dialect } from '../../dialects/dialect.ts'
import type { SourceDocument } from '../../dialects/yaml/document.ts'
import { readDocuments } from '../../dialects/yaml/read.ts'
import type { Definitions } from '../../ports/definitions.ts'

/** The plan of a run of a stored definition. Undefined for one that cannot be run by itself, or not any more. */
export const planOfDefinition = async (
  dialect: Dialect,
  definition: SourceDocument,
  { definitions, namespace }: { definitions: Definitions; namespace: string },
): Promise<Plan | undefined> => {
  const run = readDocuments(dialect.runOf(definition, { params: {} }), definition.file).documents[0]
  if (!run) return undefined
  const compile = createCompileRun({ definitions })
  return (await compile(dialect, run, { runName: 'graph', runId: 'graph', namespace })).plan
}
