import type { Objects } from '../../ports/objects.ts'

export const createMemoryObjects = (): Objects => {
  const objects = new Map<string, Uint8Array>()
  const keys = (prefix: string) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort()

  return {
    put: async (key, body) => void (objects.has(key) || objects.set(key, body.slice())),
    get: async (key) => objects.get(key)?.slice(),
    has: async (key) => objects.has(key),
    list: async (prefix) => keys(prefix),
    remove: async (prefix) => {
      for (const key of keys(prefix)) objects.delete(key)
    },
  }
}
