/** Strokes that leave a character to the right, upwards and downwards. A reader never goes back to the left. */
const right = new Set('─┌└┬┴├┼')
const up = new Set('│└┘┴├┤┼')
const down = new Set('│┌┐┬├┤┼')
const strokes = new Set([...right, ...up, ...down])

/**
 * Reads a drawing of a graph as a person does: from each name along the lines to the right, through every junction,
 * to the arrows. Where a line meets an upright one without a junction, it passes behind it. Answers `from to` pairs.
 */
export const readDrawing = (lines: readonly string[]): string[] => {
  const grid = lines.map((line) => Array.from(line))
  const at = (row: number, column: number): string => grid[row]?.[column] ?? ' '
  const isName = (character: string): boolean => character !== ' ' && character !== '▶' && !strokes.has(character)

  const nameAt = (row: number, column: number): string => {
    let end = column
    while (isName(at(row, end))) end += 1
    return grid[row]!.slice(column, end).join('')
  }

  const follow = (row: number, column: number): Set<string> => {
    const found = new Set<string>()
    const seen = new Set<string>()
    const walk = (row: number, column: number, heading: 'right' | 'up' | 'down'): void => {
      const key = `${row} ${column} ${heading}`
      if (seen.has(key)) return
      seen.add(key)
      const character = at(row, column)
      if (character === '▶') return void found.add(nameAt(row, column + 2))
      if (heading === 'right' && character === '│') return walk(row, column + 1, 'right')
      if (right.has(character)) walk(row, column + 1, 'right')
      if (up.has(character) && heading !== 'down') walk(row - 1, column, 'up')
      if (down.has(character) && heading !== 'up') walk(row + 1, column, 'down')
    }
    walk(row, column, 'right')
    return found
  }

  return grid.flatMap((cells, row) =>
    cells.flatMap((character, column) => {
      if (!isName(character) || isName(at(row, column - 1))) return []
      const name = nameAt(row, column)
      const start = column + Array.from(name).length + 1
      return strokes.has(at(row, start)) ? [...follow(row, start)].map((to) => `${name} ${to}`) : []
    }),
  )
}
