import { createSeededRandom } from '../../../lib/adapters/memory/seeded-random.ts'

export interface KillOptions {
  seed: number
  /**
   * An environment that is at work lives for so long on average: those of every function, or by function, where those
   * that are not named live on. A watcher is always at work.
   */
  meanMs: number | Readonly<Record<string, number>>
}

/**
 * Decides for each invocation, in the order in which they start, after how many ms it would be killed. Times are
 * distributed as those of accidents are: each moment at work is as dangerous as any other.
 */
export const createRandomKills = ({ seed, meanMs }: KillOptions): RandomKills => {
  const random = createSeededRandom(seed)
  return (name) => {
    const mean = typeof meanMs === 'number' ? meanMs : meanMs[name]
    return mean === undefined ? undefined : -mean * Math.log(1 - random.fraction())
  }
}

/** Given the function's name; undefined: the invocation is not killed. */
export type RandomKills = (name: string) => number | undefined
