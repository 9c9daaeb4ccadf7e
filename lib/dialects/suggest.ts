/** Names longer than this are not mistyped ones, and would take long to compare. */
const longest = 100

/** The candidate that was probably meant: at most a third of it mistyped, a swap counted once; case is no mistake. */
export const suggest = (given: string, candidates: Iterable<string>): string | undefined => {
  if (given.length > longest) return undefined
  const most = Math.max(1, Math.floor(given.length / 3))
  let best: string | undefined
  let bestDistance = most + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - given.length) >= bestDistance) continue
    const found = distance(given.toLowerCase(), candidate.toLowerCase(), bestDistance - 1)
    if (found >= bestDistance) continue
    bestDistance = found
    best = candidate
    if (found === 0) break
  }
  return best
}

export const didYouMean = (given: string, candidates: Iterable<string>): string | undefined => {
  const meant = suggest(given, candidates)
  return meant === undefined ? undefined : `did you mean "${meant}"?`
}

/** Comparisons that one list of names may cost: a file full of mistakes gets its first hints, and an answer in time. */
const budget = 300_000

/** Names that documents bring along, of which there may be thousands on both sides. */
export interface Names {
  has(name: string): boolean
  didYouMean(given: string): string | undefined
}

export const namesOf = (names: Iterable<string>): Names => {
  const candidates = new Set(names)
  const known = new Map<string, string | undefined>()
  return {
    has: (name) => candidates.has(name),
    didYouMean: (given) => {
      if (!known.has(given) && (known.size + 1) * candidates.size <= budget)
        known.set(given, didYouMean(given, candidates))
      return known.get(given)
    },
  }
}

/** Optimal string alignment distance; anything above `most` may be answered for what is farther than that. */
const distance = (a: string, b: string, most: number): number => {
  if (a === b) return 0
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1]
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    if (Math.min(...row) > most) return most + 1
    before = above
    above = row
  }
  return above[b.length]!
}
