import { randomUUID } from 'node:crypto'
import { MillraceError } from '../../../core/error.ts'
import type { Definition, DefinitionRef, Definitions } from '../../../ports/definitions.ts'
import type { Expression } from './expression.ts'
import { type Item, keyOf, numberIn, textIn } from './item.ts'
import { definitionsOf, generationRange, latestKey, versionKey } from './keys.ts'
import { olderItem, putText, readDefinition } from './stored-definition.ts'
import type { Table } from './table.ts'

/** Tries against others who put the same definition. */
const maxTries = 50

/**
 * The item `LATEST` is the one truth about a definition: which version is the last, and that there is one at all. It
 * moves from version to version by conditional puts.
 */
export const createDynamoDefinitions = ({ table }: { table: Table }): Definitions => {
  const older = (ref: DefinitionRef, latest: Item, version: number): Promise<Item | undefined> =>
    version >= 1 && version < numberIn(latest, 'version')
      ? table.get(versionKey(ref, textIn(latest, 'generation'), version))
      : Promise.resolve(undefined)

  const putNext = async (definition: Omit<Definition, 'version'>, latest: Item | undefined) => {
    const version = (latest ? numberIn(latest, 'version') : 0) + 1
    const generation = latest ? textIn(latest, 'generation') : randomUUID().slice(0, 8)
    // The latest version as it was read is a fact, whoever wins: to keep it under its own key twice changes nothing.
    const [next] = await Promise.all([
      putText(table, { ...definition, version, generation }),
      latest && table.put(olderItem(latest)),
    ])
    return { version, created: (await table.put(next, unchanged(latest))).done }
  }

  return {
    /** When the answer to a put is lost, the SDK's next try meets the version that it has made: `created` is then false. */
    put: async (definition) => {
      for (let tries = 1; tries <= maxTries; tries += 1) {
        const latest = await table.get(latestKey(definition))
        if (latest && textIn(latest, 'hash') === definition.hash) {
          return { version: numberIn(latest, 'version'), created: false }
        }
        const put = await putNext(definition, latest)
        if (put.created) return put
        await table.pause(10 * tries)
      }
      const { kind, name, namespace } = definition
      throw new MillraceError('Conflict', `${kind}/${name} in ${namespace} is being changed by others all the time`)
    },

    get: async (ref, version) => {
      const latest = await table.get(latestKey(ref))
      if (latest === undefined) return undefined
      const isLatest = version === undefined || version === numberIn(latest, 'version')
      const item = isLatest ? latest : await older(ref, latest, version)
      return item && readDefinition(table, item)
    },

    list: async ({ namespace, kind }) => {
      const found = await table.query({ index: 'gsi1', range: definitionsOf(kind, namespace) })
      const items = await table.getAll(found.map(keyOf))
      return (await Promise.all(items.map((item) => readDefinition(table, item)))).sort(byName)
    },

    /** Gone with its latest version. Whoever is interrupted after that leaves items that nobody reads. */
    remove: async (ref) => {
      const outcome = await table.delete(latestKey(ref), { text: 'attribute_exists(#pk)' })
      if (!outcome.done) return false
      const range = generationRange(ref, textIn(outcome.item ?? {}, 'generation'))
      await table.deleteAll((await table.query({ range, keysOnly: true })).map(keyOf))
      return true
    },
  }
}

const unchanged = (latest: Item | undefined): Expression =>
  latest
    ? {
        text: '#version = :version AND #generation = :generation',
        values: { version: latest['version']!, generation: latest['generation']! },
      }
    : { text: 'attribute_not_exists(#pk)' }

const byName = (a: Definition, b: Definition): number => compare(a.namespace, b.namespace) || compare(a.name, b.name)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
