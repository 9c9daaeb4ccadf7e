import type { RunHeader } from '../../core/header.ts'
import type { Cli } from '../cli.ts'
import { readRun } from '../follow/read-run.ts'
import type { GetInvocation } from '../grammar/invocation.ts'
import type { Place, PlaceStore } from '../place/place.ts'
import { liveHeaders } from './live-header.ts'
import { notFound } from './not-found.ts'
import { printObjects } from './print-objects.ts'
import { detailedRunObject, runObject } from './run-object.ts'
import { findRun } from './run-ref.ts'
import { runTable } from './run-table.ts'

export const getRuns = async (cli: Cli, place: Place | undefined, invocation: GetInvocation): Promise<void> => {
  const { terminal } = cli
  const { names, output, allNamespaces } = invocation
  const headers = place ? await find(cli, place.store, invocation) : []
  if (names.length > 0 && !place) throw notFound('run', names[0]!, cli.namespace)
  if (headers.length === 0 && (output === 'table' || output === 'wide')) {
    const where = allNamespaces ? 'any namespace' : `namespace ${cli.namespace}`
    return terminal.err(`No runs in ${where}. Start one: ${cli.command('run -f FILE')}`)
  }
  if (output === 'table' || output === 'wide') {
    const options = { now: Date.now(), wide: output === 'wide', namespaces: allNamespaces, paint: terminal.paint }
    for (const line of runTable(headers, options)) terminal.out(line)
    return
  }
  const single = names.length === 1
  const objects: { kind: string; name: string; value: unknown }[] = []
  for (const header of headers) {
    const value = names.length > 0 ? await detailed(place!.store, header) : runObject(header)
    objects.push({ kind: 'run', name: header.name, value })
  }
  await printObjects(terminal, objects, { format: output, single })
}

const find = async (
  cli: Cli,
  store: PlaceStore,
  { names, allNamespaces, limit }: GetInvocation,
): Promise<RunHeader[]> => {
  const { headers } = store
  if (names.length === 0) {
    const namespace = allNamespaces ? undefined : cli.namespace
    return liveHeaders(store, await headers.list({ namespace, limit }))
  }
  const found: RunHeader[] = []
  for (const name of names) found.push(await findRun(headers, name, cli.namespace))
  return liveHeaders(store, found)
}

const detailed = async (store: PlaceStore, { runId }: RunHeader): Promise<unknown> => {
  const { plan, state } = await readRun(store, runId)
  return detailedRunObject(runId, plan, state)
}
