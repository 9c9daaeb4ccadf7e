import type { KubeObject, Pod } from '../../core/kubernetes.ts'
import { labels } from '../../pods/labels.ts'
import type { Cli } from '../cli.ts'
import type { GetInvocation } from '../grammar/invocation.ts'
import type { Place } from '../place/place.ts'
import { requireCluster } from '../place/require-cluster.ts'
import { formatAge } from '../text/duration.ts'
import { table } from '../text/table.ts'
import { notFound } from './not-found.ts'
import { printObjects } from './print-objects.ts'

export const getObjects = async (
  cli: Cli,
  place: Place | undefined,
  { resource, names, allNamespaces, output }: GetInvocation & { resource: string },
): Promise<void> => {
  const { terminal, namespace } = cli
  const { documents } = await requireCluster(cli, place)
  const all = names.length === 0 ? await documents.list(resource, allNamespaces ? undefined : namespace) : []
  for (const name of names) {
    const object = await documents.get(resource, namespace, name)
    if (!object) throw notFound(resource.replace(/s$/, ''), name, namespace)
    all.push(object)
  }
  if (output !== 'table' && output !== 'wide') {
    const objects = all.map((value) => ({ kind: value.kind, name: value.metadata.name, value }))
    return printObjects(terminal, objects, { format: output, single: names.length === 1 })
  }
  if (all.length === 0)
    return terminal.err(`No ${resource} in ${allNamespaces ? 'any namespace' : `namespace ${namespace}`}.`)
  const columns = resource === 'pods' ? podColumns : []
  const header = [...(allNamespaces ? ['NAMESPACE'] : []), 'NAME', ...columns.map(([title]) => title), 'AGE']
  const rows = all.map((object) => [
    ...(allNamespaces ? [object.metadata.namespace ?? ''] : []),
    object.metadata.name,
    ...columns.map(([, of]) => of(object)),
    formatAge(Date.now() - Date.parse(object.metadata.creationTimestamp ?? '')).replace(' ago', ''),
  ])
  for (const line of table(header, rows)) terminal.out(line)
}

const labelOf =
  (key: string) =>
  ({ metadata }: KubeObject): string =>
    metadata.labels?.[key] ?? ''

const statusOf = (object: KubeObject): string => {
  const { status } = object as unknown as Pod
  const waiting = status?.containerStatuses?.find(({ state }) => state?.waiting)?.state?.waiting?.reason
  return waiting ?? status?.reason ?? status?.phase ?? ''
}

const podColumns: readonly [title: string, of: (object: KubeObject) => string][] = [
  ['STATUS', statusOf],
  ['TASK', labelOf(labels.task)],
  ['ATTEMPT', (object) => String(Number(labelOf(labels.attempt)(object)) + 1)],
]
