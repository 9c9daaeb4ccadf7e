import { createCompileRun } from '../../app/compile-run.ts'
import { sha256 } from '../../app/run-id.ts'
import { createSubmit, type Submission } from '../../app/submit.ts'
import { MillraceError } from '../../core/error.ts'
import type { Plan } from '../../core/plan.ts'
import type { Cli } from '../cli.ts'
import { CommandError } from '../command-error.ts'
import type { ExitCode } from '../exit-code.ts'
import { waitForRuns } from '../follow/wait-for-runs.ts'
import type { RunInvocation } from '../grammar/invocation.ts'
import { graphOfPlan } from '../graph/task-graph.ts'
import { graphText } from '../graph/text.ts'
import { openPlace } from '../place/open-place.ts'
import type { Place } from '../place/place.ts'
import { requireDocuments } from '../place/require-documents.ts'
import { printRuns } from '../show/print-runs.ts'
import { chooseRuns } from '../source/choose-runs.ts'
import { readParams } from '../source/params.ts'
import { assertGood, namespaceOf, readSource, type Source } from '../source/read-source.ts'
import { type RunRequest, requestRun, runDocuments } from '../source/run-request.ts'
import { applyObjects, storeDefinitions } from '../source/store-source.ts'
import { together } from '../source/together.ts'
import { createStops } from '../terminal/interrupts.ts'

type Requested = RunRequest & { plan: Plan }

/** `millrace run`: stores what the files define, starts the run, and follows it to its end. */
export const run = async (cli: Cli, invocation: RunInvocation): Promise<ExitCode> => {
  const source = invocation.files.length === 0 ? undefined : await readSource(invocation.files)
  const place = await openPlace(cli)
  // Before anything is stored.
  if (cli.context.type === 'stage' && source?.sorted.objects.length) await place.requireCluster(cli)
  const requests = await request(cli, place, { invocation, source })
  const print = invocation.output === undefined ? cli.terminal.out : cli.terminal.err
  if (invocation.progress !== 'none' && invocation.progress !== 'json')
    for (const one of requests) showGraph(cli, { ...one, print })

  const stops = createStops()
  const attendance = await place.attend(cli, new Set(requests.map(({ runId }) => runId)))
  try {
    const objects = source?.sorted.objects ?? []
    if (objects.length > 0) {
      const documents = await requireDocuments(cli, { place, attendance })
      await applyObjects(objects, { documents, namespace: cli.namespace })
    }
    const submitted = await submit(cli, place, requests)
    const { progress, logs, timeout, exitZero } = invocation
    const waited = await waitForRuns(cli, {
      place,
      attendance,
      stops,
      runs: requests,
      own: true,
      progress,
      logs,
      print,
      timeout,
      exitZero,
      submitted,
    })
    if (invocation.output) await printRuns(cli, waited.runs, invocation.output)
    return waited.exitCode
  } finally {
    await attendance.leave()
    stops.close()
  }
}

/** Checks everything together, then stores the definitions and compiles each run against them. */
const request = async (
  cli: Cli,
  { store, defaultWorkspaceBinding: knownBinding }: Place,
  { invocation, source }: { invocation: RunInvocation; source: Source | undefined },
): Promise<Requested[]> => {
  const { target, name } = invocation
  const params = await readParams(invocation.params)
  const { definitions } = store
  const within = namespaceOf(cli)
  const chosen = chooseRuns(source?.sorted, { target, params, name })
  const runs = await runDocuments(chosen, { params, name, definitions, namespace: cli.namespace })
  await assertGood(cli, together(source, runs), definitions)
  if (source) await storeDefinitions(source.sorted.definitions, { definitions, namespaceOf: within })
  const compile = createCompileRun({ definitions })
  const defaultWorkspaceBinding = await knownBinding()
  const requests: Requested[] = []
  for (const one of runs) {
    const made = requestRun(one, within)
    const { plan, diagnostics } = await compile(one.dialect, one.document, {
      runName: made.name,
      runId: made.runId,
      namespace: made.namespace,
      defaultWorkspaceBinding,
    })
    if (!plan)
      throw new CommandError(diagnostics.map(({ message }) => message).join('; '), { code: diagnostics[0]?.code })
    requests.push({ ...made, plan })
  }
  return requests
}

const showGraph = (cli: Cli, { plan, name, print }: Requested & { print: (text: string) => void }): void => {
  const { terminal } = cli
  const { kind, name: definition } = plan.source
  const head = `${terminal.icons.run} ${name}  ${kind} ${definition}`
  const size = { columns: terminal.columns(), rows: terminal.interactive ? terminal.rows() : 60 }
  const lines = graphText(graphOfPlan(plan), { ascii: terminal.ascii, ...size, list: 'brief' })
  print([terminal.paint('bold', head), '', ...lines.map((line) => `  ${line}`.trimEnd()), ''].join('\n'))
}

/** Puts the runs on the queue. One that was started from the same document before is only followed. */
const submit = async (cli: Cli, { store }: Place, requests: readonly Requested[]): Promise<string[]> => {
  const submissions: Submission[] = []
  for (const { runId, name, submission, text } of requests) {
    const [first] = await store.runLog.read(runId, 0, { limit: 1 })
    const opened = first?.events[0]
    if (opened?.type === 'run.opened') {
      if (opened.body !== sha256(text)) {
        throw new MillraceError('KeyReused', `there is a run ${name} already, and it was started from another document`)
      }
      cli.terminal.err(`run ${name} was started before; --name NAME starts another`)
      continue
    }
    submissions.push(submission)
  }
  return createSubmit(store)(submissions)
}
