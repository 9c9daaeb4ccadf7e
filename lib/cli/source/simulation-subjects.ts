import { createMemoryDefinitions } from '../../adapters/memory/memory-definitions.ts'
import { createCompileRun } from '../../app/compile-run.ts'
import { runIdentity } from '../../app/run-identity.ts'
import { indexPlan } from '../../core/plan.ts'
import type { Spoken } from '../../dialects/sort-documents.ts'
import { readDocuments } from '../../dialects/yaml/read.ts'
import type { Definitions } from '../../ports/definitions.ts'
import type { Subject } from '../../simulation/simulate-run.ts'
import type { Cli } from '../cli.ts'
import { CommandError } from '../command-error.ts'
import { chooseRuns } from './choose-runs.ts'
import { readParams } from './params.ts'
import { assertGood, namespaceOf, readSource, type Source } from './read-source.ts'
import { runDocuments } from './run-request.ts'
import { storeDefinitions } from './store-source.ts'
import { together } from './together.ts'

/** The same in every world and on every day, so that a seed always tells the same story. */
const key = 'simulation'

export interface SubjectsOptions {
  files: readonly string[]
  target?: string
  params: readonly string[]
}

/** The runs that files ask for, or the one that is made for their definition: checked, and compiled from the files alone. */
export const simulationSubjects = async (
  cli: Cli,
  { files, target, params: given }: SubjectsOptions,
): Promise<Subject[]> => {
  const source = await readSource(files)
  const params = await readParams(given)
  const chosen = chooseRuns(source.sorted, { target, params })
  const runs = await runDocuments(chosen, { params, namespace: cli.namespace })
  await assertGood(cli, together(source, runs), undefined, 'nothing was simulated')
  const definitions = createMemoryDefinitions()
  await storeDefinitions(source.sorted.definitions, { definitions, namespaceOf: namespaceOf(cli) })
  const subjects: Subject[] = []
  for (const run of runs) subjects.push(await subjectOf(cli, run, { source, definitions }))
  return subjects
}

const subjectOf = async (
  cli: Cli,
  run: Spoken,
  { source, definitions }: { source: Source; definitions: Definitions },
): Promise<Subject> => {
  const place = namespaceOf(cli)
  const { text, file } = run.document
  // As it is read from a message: without the documents around it.
  const document = readDocuments(text, file).documents[0]!
  const identity = runIdentity(document, { namespace: place(run), key })
  const { runId, name, namespace } = identity
  const compile = createCompileRun({ definitions })
  const { plan, diagnostics } = await compile(run.dialect, document, { runName: name, runId, namespace })
  if (!plan)
    throw new CommandError(diagnostics.map(({ message }) => message).join('; '), { code: diagnostics[0]?.code })
  return {
    definitions: source.sorted.definitions.map((one) => ({
      dialect: one.dialect,
      document: one.document,
      kind: one.kind,
      name: one.name!,
      namespace: place(one),
    })),
    text,
    key,
    identity,
    plan: indexPlan(plan),
  }
}
