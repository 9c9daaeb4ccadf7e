export interface RecentlyUsed<K, V> {
  /** Hands out what is kept, and keeps it no more. */
  take(key: K): V | undefined
  /** Keeps it, at the cost of what was used longest ago. */
  put(key: K, value: V): void
}

/** Keeps about so many bytes of what was used last; what was put last is always kept, however large it is. */
export const createRecentlyUsed = <K, V>(maxBytes: number, bytesOf: (value: V) => number): RecentlyUsed<K, V> => {
  /** Insertion order is the order of last use. */
  const kept = new Map<K, { value: V; bytes: number }>()
  let total = 0

  const take = (key: K): V | undefined => {
    const one = kept.get(key)
    if (!one) return undefined
    kept.delete(key)
    total -= one.bytes
    return one.value
  }

  return {
    take,
    put: (key, value) => {
      take(key)
      const bytes = bytesOf(value)
      kept.set(key, { value, bytes })
      total += bytes
      for (const oldest of kept.keys()) {
        if (total <= maxBytes || oldest === key) return
        take(oldest)
      }
    },
  }
}
