import { padEnd, width } from './width.ts'

/** Columns padded to their widest cell, three spaces apart, as kubectl's are: easy to read, and to cut with awk. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const all = [header, ...rows]
  const widths = header.map((_, column) => all.reduce((most, row) => Math.max(most, width(row[column] ?? '')), 0))
  return all.map((row) =>
    row
      .map((cell, column) => padEnd(cell, widths[column]!))
      .join('   ')
      .trimEnd(),
  )
}
