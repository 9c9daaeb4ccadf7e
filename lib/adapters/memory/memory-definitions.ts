import type { Definition, DefinitionRef, Definitions } from '../../ports/definitions.ts'
import { copy } from './copy.ts'

export const createMemoryDefinitions = (): Definitions => {
  const definitions = new Map<string, Definition[]>()
  const keyOf = ({ namespace, kind, name }: DefinitionRef) => JSON.stringify([namespace, kind, name])
  const versionsOf = (ref: DefinitionRef) => definitions.get(keyOf(ref)) ?? []

  return {
    put: async (definition) => {
      const versions = versionsOf(definition)
      const last = versions.at(-1)
      if (last?.hash === definition.hash) return { version: last.version, created: false }
      const version = versions.length + 1
      definitions.set(keyOf(definition), [...versions, { ...definition, version }])
      return { version, created: true }
    },
    get: async (ref, version) => {
      const versions = versionsOf(ref)
      return copy(version === undefined ? versions.at(-1) : versions.find((d) => d.version === version))
    },
    list: async ({ namespace, kind }) =>
      [...definitions.values()]
        .map((versions) => copy(versions.at(-1)!))
        .filter((latest) => latest.kind === kind && (namespace === undefined || latest.namespace === namespace)),
    remove: async (ref) => definitions.delete(keyOf(ref)),
  }
}
