import { systemRandom } from '../../adapters/system/system-random.ts'
import { runIdOf } from '../../app/run-id.ts'
import { createSubmit } from '../../app/submit.ts'
import { maxSubmission } from '../../core/submission.ts'
import type { Definitions } from '../../ports/definitions.ts'
import type { Cli } from '../cli.ts'
import { CommandError, usageError } from '../command-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { SubmitInvocation } from '../grammar/invocation.ts'
import { submitToQueue } from '../host/submit-to-queue.ts'
import { openPlace } from '../place/open-place.ts'
import { chooseRuns, type RunChoice } from '../source/choose-runs.ts'
import { readParams } from '../source/params.ts'
import { assertGood, namespaceOf, readSource, type Source } from '../source/read-source.ts'
import { runDocuments } from '../source/run-request.ts'
import { type Submitted, submissionsOf } from '../source/submissions.ts'
import { together } from '../source/together.ts'
import { readWorkspaces } from '../source/workspaces.ts'

/** A submission whose definition could not be looked at has a run of which less is known. */
type Known = Omit<Submitted, 'identity'> & { identity: Partial<Submitted['identity']> }

/** `millrace submit`: puts runs on the queue, and does not wait for them. */
export const submit = async (cli: Cli, invocation: SubmitInvocation): Promise<ExitCode> => {
  const { files, queue, bucket, output } = invocation
  if (bucket !== undefined && queue === undefined)
    throw usageError('--bucket goes with --queue', 'a context knows the bucket of its stage')
  const source = files.length === 0 ? undefined : await readSource(files)
  assertNoObjects(source)
  const place = queue === undefined ? await openPlace(cli) : undefined
  const known = await submissions(cli, { invocation, source, definitions: place?.store.definitions })
  for (const { submission } of known) assertSize(JSON.stringify(submission))
  const send = place ? createSubmit(place.store) : await submitToQueue({ queue: queue!, bucket })
  await send(known.map(({ submission }) => submission))
  print(cli, known, output)
  if (place && !(await place.isHosted()))
    cli.terminal.err(`runs start when a process hosts the folder: ${cli.command('dev')}`)
  return exitCodes.ok
}

const submissions = async (
  cli: Cli,
  {
    invocation,
    source,
    definitions,
  }: { invocation: SubmitInvocation; source: Source | undefined; definitions: Definitions | undefined },
): Promise<Known[]> => {
  const { target, name, key } = invocation
  const params = await readParams(invocation.params)
  const labels = readLabels(invocation.labels)
  const workspaces = await readWorkspaces(invocation.workspaces ?? [])
  const choice = { target, params, name, labels, workspaces }
  const chosen = chooseRuns(source?.sorted, choice)
  if (chosen.from === 'store' && !definitions) return [unseen(cli, { ...choice, target: chosen.target, key })]
  const runs = await runDocuments(chosen, { ...choice, definitions, namespace: cli.namespace })
  await assertGood(cli, together(source, runs), definitions ?? 'elsewhere', 'nothing was submitted')
  const options = { params, name, labels, workspaces, key, namespaceOf: namespaceOf(cli) }
  return submissionsOf({ chosen, runs, sorted: source?.sorted }, options)
}

/** What is stored behind a queue cannot be looked at: its kind is what was typed. */
const unseen = (
  { namespace }: Cli,
  {
    target,
    params,
    name,
    labels,
    workspaces,
    key = systemRandom.hex(16),
  }: RunChoice & { target: string; key?: string },
): Known => {
  const [first = '', second] = target.split('/')
  const definition = second === undefined ? { kind: 'DAG', name: first } : { kind: first, name: second }
  const given = { name, ...(Object.keys(params).length > 0 && { params }), labels, workspaces }
  return {
    submission: { namespace, key, definition, ...given },
    identity: name === undefined ? { namespace, runId: runIdOf(namespace, key) } : { namespace, name },
  }
}

const readLabels = (given: readonly string[]): Record<string, string> | undefined => {
  if (given.length === 0) return undefined
  return Object.fromEntries(
    given.map((text) => {
      const equals = text.indexOf('=')
      if (equals < 1) throw usageError(`--label ${text}: a label is name=value`)
      return [text.slice(0, equals), text.slice(equals + 1)]
    }),
  )
}

const assertNoObjects = (source: Source | undefined): void => {
  const [first] = source?.sorted.objects ?? []
  if (!first) return
  const { kind, metadata } = first.object
  throw new CommandError(`${first.document.file}: ${kind} ${metadata.name} does not travel through a queue`, {
    help: 'apply it to the cluster first (kubectl apply -f), and leave it out of the files that are submitted',
  })
}

const assertSize = (body: string): void => {
  const bytes = Buffer.byteLength(body)
  if (bytes > maxSubmission) throw new CommandError(`the submission has ${bytes} bytes, more than ${maxSubmission}`)
}

const print = ({ terminal }: Cli, known: readonly Known[], output: SubmitInvocation['output']): void => {
  if (output === 'json') {
    const runs = known.map(({ submission: { key }, identity }) => ({ ...identity, key }))
    return terminal.out(JSON.stringify(runs, undefined, 2))
  }
  for (const { identity } of known) terminal.out(words(identity))
}

const words = ({ runId, name }: Known['identity']): string => {
  if (name === undefined) return `run ${runId} submitted`
  return `run/${name} submitted${runId === undefined ? '' : `  (${runId})`}`
}
