import { createSubmit } from '../../app/submit.ts'
import type { Plain, Spoken } from '../../dialects/sort-documents.ts'
import type { Cli } from '../cli.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { ApplyInvocation } from '../grammar/invocation.ts'
import { openPlace } from '../place/open-place.ts'
import type { Place } from '../place/place.ts'
import { requireDocuments } from '../place/require-documents.ts'
import { assertGood, namespaceOf, readSource } from '../source/read-source.ts'
import { requestRun } from '../source/run-request.ts'
import { applyObjects, storeDefinitions } from '../source/store-source.ts'
import { createStops } from '../terminal/interrupts.ts'

/** `millrace apply`: stores definitions, applies objects to the cluster, and asks for the runs that are written down. */
export const apply = async (cli: Cli, { files }: ApplyInvocation): Promise<ExitCode> => {
  const source = await readSource(files)
  const place = await openPlace(cli)
  const { definitions } = place.store
  await assertGood(cli, source, definitions)
  const { sorted } = source
  // Before anything is stored.
  if (cli.context.type === 'stage' && sorted.objects.length > 0) await place.requireCluster(cli)
  const { out, err } = cli.terminal
  for (const { kind, name, version, created } of await storeDefinitions(sorted.definitions, {
    definitions,
    namespaceOf: namespaceOf(cli),
  }))
    out(`${kind.toLowerCase()}/${name} ${created ? `stored as version ${version}` : `unchanged (version ${version})`}`)
  if (sorted.objects.length > 0) await applyToCluster(cli, place, sorted.objects)
  if (sorted.runs.length > 0) await submitRuns(cli, place, sorted.runs)
  if (sorted.definitions.length + sorted.objects.length + sorted.runs.length === 0)
    err('the files are empty: nothing to apply')
  return exitCodes.ok
}

/** The cluster is there while somebody hosts the folder: for a moment this process, where nobody does. */
const applyToCluster = async (cli: Cli, place: Place, objects: readonly Plain[]): Promise<void> => {
  const leaving = new AbortController()
  const stops = createStops()
  stops.listen(() => leaving.abort())
  const attendance = await place.attend(cli, new Set())
  try {
    const documents = await requireDocuments(cli, { place, attendance })
    for (const { kind, name, result } of await applyObjects(objects, { documents, namespace: cli.namespace }))
      cli.terminal.out(`${kind.toLowerCase()}/${name} ${result}`)
    if (attendance.isHost()) await attendance.linger(new Set(), leaving.signal)
  } finally {
    await attendance.leave()
    stops.close()
  }
}

const submitRuns = async (cli: Cli, { store, isHosted }: Place, runs: readonly Spoken[]): Promise<void> => {
  const requests = runs.map((run) => requestRun(run, namespaceOf(cli)))
  await createSubmit(store)(requests.map(({ submission }) => submission))
  for (const { name } of requests) cli.terminal.out(`run/${name} submitted`)
  if (!(await isHosted())) cli.terminal.err(`runs start when a process hosts the folder: ${cli.command('dev')}`)
}
