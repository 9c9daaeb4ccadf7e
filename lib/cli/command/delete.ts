import { createRemoveRun } from '../../app/remove-run.ts'
import type { Cli } from '../cli.ts'
import { CommandError, usageError } from '../command-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { DeleteInvocation } from '../grammar/invocation.ts'
import { hostLog } from '../host/host-log.ts'
import { openExistingPlace } from '../place/open-place.ts'
import type { Place } from '../place/place.ts'
import { requireCluster } from '../place/require-cluster.ts'
import { kindOf } from '../show/kind.ts'
import { notFound } from '../show/not-found.ts'
import { findRun } from '../show/run-ref.ts'
import { namespaceOf, readSource } from '../source/read-source.ts'

/** `millrace delete`: by kind and name, or what files name. Answers 1 when some of it was not there. */
export const remove = async (cli: Cli, { files, kind, names }: DeleteInvocation): Promise<ExitCode> => {
  if (files.length > 0 && kind !== undefined) throw usageError('give files, or a kind and names, not both')
  if (files.length === 0 && (kind === undefined || names.length === 0))
    throw usageError('what is to be deleted?', 'give a kind and a name, or files with -f')
  const place = await openExistingPlace(cli)
  const found =
    files.length > 0 ? await removeNamed(cli, place, files) : await removeByKind(cli, place, { kind: kind!, names })
  return found ? exitCodes.ok : exitCodes.failed
}

const say = (cli: Cli, kind: string, name: string, isFound: boolean): boolean => {
  const what = `${kind.toLowerCase()}/${name}`
  if (isFound) cli.terminal.out(`${what} deleted`)
  else cli.terminal.err(`${what} not found`)
  return isFound
}

const removeByKind = async (
  cli: Cli,
  place: Place | undefined,
  { kind: text, names }: { kind: string; names: readonly string[] },
): Promise<boolean> => {
  const kind = kindOf(text)
  let all = true
  for (const name of names) {
    if (kind.type === 'run') await removeRun(cli, place, name)
    else if (kind.type === 'definition')
      all = (await removeDefinition(cli, place, { kind: kind.kinds[0]!, name, namespace: cli.namespace })) && all
    else all = (await removeObject(cli, place, { resource: kind.resource, name, namespace: cli.namespace })) && all
  }
  return all
}

const removeDefinition = async (
  cli: Cli,
  place: Place | undefined,
  ref: { kind: string; name: string; namespace: string },
): Promise<boolean> => say(cli, ref.kind, ref.name, (await place?.store.definitions.remove(ref)) ?? false)

const removeRun = async (cli: Cli, place: Place | undefined, ref: string): Promise<void> => {
  if (!place) throw notFound('run', ref, cli.namespace)
  const { runId, name, dueAt, phase } = await findRun(place.store.headers, ref, cli.namespace)
  if (dueAt !== undefined) {
    const help = `cancel it first (${cli.command(`cancel ${name}`)}), or wait: ${cli.command(`watch ${name}`)}`
    throw new CommandError(`run ${name} is not over: it is ${phase} and its pods are not all accounted for`, { help })
  }
  const log = hostLog(cli.terminal, cli)
  await createRemoveRun({ ...place.store, withCluster: (use) => place.withCluster(log, use) })(runId)
  say(cli, 'run', name, true)
}

const removeObject = async (
  cli: Cli,
  place: Place | undefined,
  { resource, name, namespace }: { resource: string; name: string; namespace: string },
): Promise<boolean> => {
  const { documents } = await requireCluster(cli, place)
  return say(cli, resource, name, await documents.delete(resource, namespace, name))
}

const removeNamed = async (cli: Cli, place: Place | undefined, files: readonly string[]): Promise<boolean> => {
  const { sorted } = await readSource(files)
  const within = namespaceOf(cli)
  let all = true
  for (const { name } of sorted.runs) if (name !== undefined) await removeRun(cli, place, name)
  for (const spoken of sorted.definitions) {
    if (spoken.name === undefined) continue
    all =
      (await removeDefinition(cli, place, {
        kind: spoken.kind,
        name: spoken.name,
        namespace: within(spoken),
      })) && all
  }
  for (const { object } of sorted.objects) {
    const { name, namespace = cli.namespace } = object.metadata
    const resource = pluralOf(object.kind)
    all = (await removeObject(cli, place, { resource, name, namespace })) && all
  }
  return all
}

/** As Kubernetes forms the names of its own resources. */
const pluralOf = (kind: string): string => {
  const name = kind.toLowerCase()
  if (/(s|x|ch|sh)$/.test(name)) return `${name}es`
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`
}
