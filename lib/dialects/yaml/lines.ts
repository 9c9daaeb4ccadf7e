import type { Place } from './document.ts'

/** Turns offsets of a text into lines and columns, counted on from `firstLine`. */
export const linesOf = (text: string, firstLine: number): ((start: number, end?: number) => Place) => {
  const starts = [0]
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length)
  return (start, end = start) => {
    const index = lastAtOrBefore(starts, start)
    const lineEnd = starts[index + 1] ?? text.length + 1
    const length = Math.min(end, lineEnd - 1) - start
    return {
      line: firstLine + index,
      column: start - starts[index]! + 1,
      length: length > 0 ? length : undefined,
    }
  }
}

const lastAtOrBefore = (starts: readonly number[], offset: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}
