import type { Plan } from '../../core/plan.ts'
import { hasErrors } from '../../dialects/diagnostic.ts'
import { runnableKinds } from '../../dialects/runnable.ts'
import { type Spoken, sortDocuments } from '../../dialects/sort-documents.ts'
import type { Definitions } from '../../ports/definitions.ts'
import type { Cli } from '../cli.ts'
import { CommandError, usageError } from '../command-error.ts'
import { renderDiagnostics, tally } from '../diagnostics/report.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { readRun } from '../follow/read-run.ts'
import type { GraphInvocation } from '../grammar/invocation.ts'
import { dot, mermaid } from '../graph/diagram.ts'
import type { GraphFormat } from '../graph/graph-format.ts'
import { planOfDefinition } from '../graph/plan-of-definition.ts'
import { graphOfPlan } from '../graph/task-graph.ts'
import { graphText } from '../graph/text.ts'
import { openExistingPlace } from '../place/open-place.ts'
import type { Place } from '../place/place.ts'
import { notFound } from '../show/not-found.ts'
import { findRun } from '../show/run-ref.ts'
import { checkDocuments } from '../source/check-documents.ts'
import { chooseRuns } from '../source/choose-runs.ts'
import { createFind } from '../source/local-definitions.ts'
import { namespaceOf, readSource } from '../source/read-source.ts'
import { runDocuments } from '../source/run-request.ts'

/** `millrace graph`: draws the tasks of a file, of a stored definition, or of a run. */
export const graph = async (cli: Cli, { files, target, output }: GraphInvocation): Promise<ExitCode> => {
  if (files.length === 0 && target === undefined)
    throw usageError('what is to be drawn?', 'name a DAG or a run, or give a file with -f')
  const place = await openExistingPlace(cli)
  const plans =
    files.length > 0 ? await plansOfFiles(cli, place, { files, target }) : [await planOfTarget(cli, place, target!)]
  plans.forEach((plan, index) => {
    if (index > 0) cli.terminal.out('')
    for (const line of rendered(cli, plan, output)) cli.terminal.out(line)
  })
  return exitCodes.ok
}

const rendered = ({ terminal }: Cli, plan: Plan, output: GraphFormat): string[] => {
  const tasks = graphOfPlan(plan)
  if (output === 'mermaid') return [mermaid(tasks)]
  if (output === 'dot') return [dot(tasks, plan.source.name)]
  const { ascii } = terminal
  return graphText(tasks, { ascii, columns: terminal.columns(), rows: 200, list: 'full' })
}

const planOfTarget = async (cli: Cli, place: Place | undefined, target: string): Promise<Plan> => {
  if (!place) throw notFound('DAG', target, cli.namespace)
  const { store } = place
  const stored = target.startsWith('@') ? undefined : await storedDefinition(store.definitions, target, cli.namespace)
  if (stored) {
    const { dialect, document } = stored
    const plan = await planOfDefinition(dialect, document, { definitions: store.definitions, namespace: cli.namespace })
    if (plan) return plan
    throw new CommandError(`${stored.kind} ${target} cannot be run by itself, or refers to what is not stored`)
  }
  const { runId } = await findRun(store.headers, target, cli.namespace)
  return (await readRun(store, runId)).plan
}

const storedDefinition = async (
  definitions: Definitions,
  name: string,
  namespace: string,
): Promise<Spoken | undefined> => {
  for (const kind of runnableKinds.flat()) {
    const found = await definitions.get({ namespace, kind, name })
    if (found) return sortDocuments([{ file: `${kind}/${name}`, text: found.text, found: false }]).definitions[0]
  }
  return undefined
}

/** Compiled on top of what is stored, without storing anything. */
const plansOfFiles = async (
  cli: Cli,
  place: Place | undefined,
  { files, target }: { files: readonly string[]; target: string | undefined },
): Promise<Plan[]> => {
  const source = await readSource(files)
  const { sorted } = source
  const definitions = place?.store.definitions
  const within = namespaceOf(cli)
  const chosen = chooseRuns(sorted, { target, params: {} })
  const runs = await runDocuments(chosen, { params: {}, definitions, namespace: cli.namespace })
  const checked = { ...sorted, runs }
  const diagnostics = await checkDocuments(checked, {
    definitions,
    namespaceOf: within,
    files: source.files.map(({ file }) => file),
  })
  if (hasErrors(diagnostics)) {
    const text = new Map(source.files.map((file) => [file.file, file.text]))
    const terminal = { paint: cli.terminal.paintErr, ascii: cli.terminal.ascii }
    cli.terminal.err(`${renderDiagnostics(diagnostics, 'pretty', { terminal, source: (file) => text.get(file) })}\n`)
    throw new CommandError(`${tally(diagnostics)}: there is nothing to draw`)
  }
  const find = await createFind({
    own: sorted.definitions,
    usable: [...sorted.definitions, ...runs],
    definitions,
    namespaceOf: within,
  })
  return runs.map((run) => {
    const { plan } = run.dialect.compile(run.document, {
      runName: 'graph',
      runId: 'graph',
      namespace: within(run),
      find: find(run),
    })
    if (!plan) throw new CommandError('there is nothing to draw')
    return plan
  })
}
