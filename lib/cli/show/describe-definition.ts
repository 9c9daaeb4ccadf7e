import { dialectOf } from '../../dialects/dialects.ts'
import { readDocuments } from '../../dialects/yaml/read.ts'
import type { Cli } from '../cli.ts'
import { planOfDefinition } from '../graph/plan-of-definition.ts'
import { graphOfPlan } from '../graph/task-graph.ts'
import { graphText } from '../graph/text.ts'
import type { Place } from '../place/place.ts'
import { formatAge, isoTime } from '../text/duration.ts'
import { fieldLines } from './fields.ts'
import { findDefinition } from './get-definitions.ts'
import { liveHeaders } from './live-header.ts'
import { runTable } from './run-table.ts'

/** Runs that are looked through for those of the definition, and how many of these are shown. */
const searched = 500
const shown = 5

export const describeDefinition = async (
  { terminal, namespace }: Cli,
  { store }: Place,
  { name, kinds }: { name: string; kinds: readonly string[] },
): Promise<void> => {
  const definition = await findDefinition(store.definitions, { kinds, name, namespace })
  const { kind, version, createdAt, hash, text } = definition
  const { paint, ascii } = terminal
  const now = Date.now()
  const fields = fieldLines([
    ['Name', name],
    ['Namespace', namespace],
    ['Kind', kind],
    ['Version', `${version}  (sha256:${hash.slice(0, 12)})`],
    ['Stored', `${isoTime(createdAt)} (${formatAge(now - createdAt)})`],
  ])
  for (const line of fields) terminal.out(line)

  const document = readDocuments(text, `${kind}/${name}`).documents[0]
  const dialect = document && dialectOf(document)
  const plan = dialect && (await planOfDefinition(dialect, document, { definitions: store.definitions, namespace }))
  if (plan) {
    const size = { columns: terminal.columns(), rows: 60 }
    terminal.out('')
    for (const line of graphText(graphOfPlan(plan), { ascii, ...size, list: 'brief' }))
      terminal.out(`  ${line}`.trimEnd())
  }

  const headers = await store.headers.list({ namespace, limit: searched })
  const own = headers.filter(({ source }) => source === `${kind}/${name}`).slice(0, shown)
  if (own.length === 0) return
  terminal.out('')
  const options = { now, wide: false, namespaces: false, paint }
  for (const line of runTable(await liveHeaders(store, own), options)) terminal.out(line)
}
