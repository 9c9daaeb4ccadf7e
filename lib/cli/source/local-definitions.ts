import { createLoadDefinitions } from '../../app/compile-run.ts'
import { sha256 } from '../../app/run-id.ts'
import type { Find, LoadedDefinition, Reference } from '../../dialects/dialect.ts'
import type { Definitions } from '../../ports/definitions.ts'
import type { Spoken } from './sort-documents.ts'

export type NamespaceOf = (spoken: Pick<Spoken, 'namespace'>) => string

const keyOf = (namespace: string, { kind, name }: Pick<Reference, 'kind' | 'name'>): string =>
  `${namespace}/${kind}/${name}`

/**
 * What each document would find if all definitions among them were stored now, in order, on top of what is stored:
 * the same versions, and nothing is. `definitions` absent: nothing is stored.
 */
export const createFind = async (
  usable: readonly Spoken[],
  { definitions, namespaceOf }: { definitions?: Definitions; namespaceOf: NamespaceOf },
): Promise<(spoken: Spoken) => Find> => {
  const local = new Map<string, LoadedDefinition[]>()
  const stored = new Map<string, LoadedDefinition>()
  for (const spoken of usable) await preload(spoken)

  async function preload(spoken: Spoken): Promise<void> {
    const { dialect, document, kind, name } = spoken
    const namespace = namespaceOf(spoken)
    if (dialect.definitions.includes(kind) && name !== undefined) await add(spoken, keyOf(namespace, { kind, name }))
    if (!definitions) return
    const loaded = await createLoadDefinitions({ definitions })(dialect, document, namespace)
    for (const [reference, definition] of loaded) stored.set(`${namespace}/${reference}`, definition)
  }

  async function add({ dialect, document, kind, name }: Spoken, key: string): Promise<void> {
    const meaning = sha256(dialect.meaning(document))
    const versions = local.get(key) ?? []
    const last = versions.at(-1)
    const namespace = key.slice(0, key.indexOf('/'))
    const before = last
      ? { version: last.version, hash: sha256(dialect.meaning(last.document)) }
      : await definitions?.get({ namespace, kind, name: name! })
    const version = (before?.version ?? 0) + (before?.hash === meaning ? 0 : 1)
    local.set(key, [...versions, { document, version }])
  }

  return (spoken) => (reference) => {
    const namespace = namespaceOf(spoken)
    const versions = local.get(keyOf(namespace, reference)) ?? []
    const isWanted = ({ version }: LoadedDefinition) => reference.version === undefined || version === reference.version
    const { kind, name, version } = reference
    return versions.findLast(isWanted) ?? stored.get(`${namespace}/${kind}/${name}@${version ?? 'latest'}`)
  }
}
