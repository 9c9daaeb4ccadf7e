export interface Interval {
  started: number
  ended: number
}

/**
 * Those that cannot have been under way together and weigh the most: each began after the one before it had ended. What a
 * function waits for one after the other.
 */
export const longestSequence = <T extends Interval>(intervals: readonly T[], weigh: (one: T) => number): T[] => {
  const byEnd = intervals.toSorted((one, other) => one.ended - other.ended)
  /** The heaviest sequence of the first n, for each n. */
  const best: { weight: number; last?: { one: T; before: number } }[] = [{ weight: 0 }]
  byEnd.forEach((one, n) => {
    const before = lastBefore(byEnd, n, one.started)
    const weight = best[before]!.weight + weigh(one)
    best.push(weight > best[n]!.weight ? { weight, last: { one, before } } : best[n]!)
  })
  const sequence: T[] = []
  for (let at = best.at(-1)?.last; at; at = best[at.before]!.last) sequence.unshift(at.one)
  return sequence
}

/** How many of the first `count` had ended by then. */
const lastBefore = (byEnd: readonly Interval[], count: number, started: number): number => {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (byEnd[middle]!.ended <= started) low = middle + 1
    else high = middle
  }
  return low
}
