import { createLoadDefinitions } from '../../app/compile-run.ts'
import { sha256 } from '../../app/run-id.ts'
import type { Find, LoadedDefinition, Reference } from '../../dialects/dialect.ts'
import type { Spoken } from '../../dialects/sort-documents.ts'
import type { Definitions } from '../../ports/definitions.ts'

export type NamespaceOf = (spoken: Pick<Spoken, 'namespace'>) => string

const keyOf = (namespace: string, { kind, name }: Pick<Reference, 'kind' | 'name'>): string =>
  `${namespace}/${kind}/${name}`

export interface FindOptions {
  /** Of the files, those with errors included: they are there, whatever else is wrong with them. */
  own: readonly Spoken[]
  /** Documents without errors; what they refer to is looked up. */
  usable: readonly Spoken[]
  /** Absent: nothing is stored. */
  definitions?: Definitions
  namespaceOf: NamespaceOf
}

/**
 * What each document would find if all definitions of the files were stored now, in order, on top of what is stored:
 * the same versions, and nothing is.
 */
export const createFind = async (options: FindOptions): Promise<(spoken: Spoken) => Find> => {
  const { own, usable, definitions, namespaceOf } = options
  const local = new Map<string, LoadedDefinition[]>()
  const stored = new Map<string, LoadedDefinition>()

  const add = async (spoken: Spoken): Promise<void> => {
    const { dialect, document, kind, name } = spoken
    if (name === undefined) return
    const namespace = namespaceOf(spoken)
    const key = keyOf(namespace, { kind, name })
    const versions = local.get(key) ?? []
    const last = versions.at(-1)
    const before = last
      ? { version: last.version, hash: sha256(dialect.meaning(last.document)) }
      : await definitions?.get({ namespace, kind, name })
    const isKnown = before?.hash === sha256(dialect.meaning(document))
    local.set(key, [...versions, { document, version: (before?.version ?? 0) + (isKnown ? 0 : 1) }])
  }

  for (const spoken of own) await add(spoken)
  for (const spoken of definitions ? usable : []) {
    const namespace = namespaceOf(spoken)
    const loaded = await createLoadDefinitions({ definitions: definitions! })(spoken.dialect, spoken.document, {
      namespace,
    })
    for (const [reference, definition] of loaded) stored.set(`${namespace}/${reference}`, definition)
  }

  return (spoken) => (reference) => {
    const namespace = namespaceOf(spoken)
    const versions = local.get(keyOf(namespace, reference)) ?? []
    const isWanted = ({ version }: LoadedDefinition) => reference.version === undefined || version === reference.version
    const { kind, name, version } = reference
    return versions.findLast(isWanted) ?? stored.get(`${namespace}/${kind}/${name}@${version ?? 'latest'}`)
  }
}
