/** Messages of one request. */
export const maxEntries = 10

/** Splits the items, in their order, into batches of at most ten and at most `maxBytes` together. */
export const packBatches = <T>(items: readonly T[], bytesOf: (item: T) => number, maxBytes: number): T[][] => {
  const batches: T[][] = []
  let room = 0
  for (const item of items) {
    const bytes = bytesOf(item)
    const last = batches.at(-1)
    if (last === undefined || last.length === maxEntries || bytes > room) {
      batches.push([item])
      room = maxBytes - bytes
    } else {
      last.push(item)
      room -= bytes
    }
  }
  return batches
}
