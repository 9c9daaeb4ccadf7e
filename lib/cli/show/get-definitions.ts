import { readDocuments } from '../../dialects/yaml/read.ts'
import type { Definition, Definitions } from '../../ports/definitions.ts'
import type { Cli } from '../cli.ts'
import type { GetInvocation } from '../grammar/invocation.ts'
import type { Place } from '../place/place.ts'
import { formatAge } from '../text/duration.ts'
import { table } from '../text/table.ts'
import { notFound } from './not-found.ts'
import { printObjects } from './print-objects.ts'

export const getDefinitions = async (
  cli: Cli,
  place: Place | undefined,
  { kinds, names, allNamespaces, output }: GetInvocation & { kinds: readonly string[] },
): Promise<void> => {
  const { terminal, namespace } = cli
  const found: Definition[] = []
  if (names.length === 0) {
    for (const kind of kinds)
      found.push(
        ...((await place?.store.definitions.list({ namespace: allNamespaces ? undefined : namespace, kind })) ?? []),
      )
  }
  for (const name of names) found.push(await findDefinition(place?.store.definitions, { kinds, name, namespace }))
  if (output !== 'table' && output !== 'wide') {
    const single = names.length === 1
    return printObjects(terminal, found.map(asObject), { format: output, single })
  }
  if (found.length === 0) {
    const where = allNamespaces ? 'any namespace' : `namespace ${namespace}`
    return terminal.err(`No ${kinds.join(' or ')} in ${where}. Store one: ${cli.command('apply -f FILE')}`)
  }
  const wide = output === 'wide'
  const header = [...(allNamespaces ? ['NAMESPACE'] : []), 'NAME', 'VERSION', 'STORED', ...(wide ? ['HASH'] : [])]
  const rows = found.map((one) => [
    ...(allNamespaces ? [one.namespace] : []),
    one.name,
    String(one.version),
    formatAge(Date.now() - one.createdAt),
    ...(wide ? [one.hash.slice(0, 12)] : []),
  ])
  for (const line of table(header, rows)) terminal.out(line)
}

/** The latest version. Throws when there is none of these kinds. */
export const findDefinition = async (
  definitions: Definitions | undefined,
  { kinds, name, namespace }: { kinds: readonly string[]; name: string; namespace: string },
): Promise<Definition> => {
  for (const kind of kinds) {
    const found = await definitions?.get({ namespace, kind, name })
    if (found) return found
  }
  throw notFound(kinds[0]!, name, namespace)
}

const asObject = ({ kind, name, text }: Definition) => ({
  kind,
  name,
  text,
  value: readDocuments(text, `${kind}/${name}`).documents[0]?.value,
})
