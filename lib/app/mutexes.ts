/** Runs `work` when nobody else works under the same key in this process; in order of arrival. */
export type Exclusively = <T>(key: string, work: () => Promise<T>) => Promise<T>

export const createMutexes = (): Exclusively => {
  const last = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work)
    last.set(key, turn)
    try {
      return await turn
    } finally {
      if (last.get(key) === turn) last.delete(key)
    }
  }
}
