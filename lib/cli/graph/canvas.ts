/** Directions in which a stroke leaves a cell. */
export const left = 1
export const right = 2
export const up = 4
export const down = 8

const unicode: Readonly<Record<number, string>> = {
  [left | right]: '─',
  [left]: '─',
  [right]: '─',
  [up | down]: '│',
  [right | down]: '┌',
  [left | down]: '┐',
  [right | up]: '└',
  [left | up]: '┘',
  [left | right | down]: '┬',
  [left | right | up]: '┴',
  [up | down | right]: '├',
  [up | down | left]: '┤',
  [left | right | up | down]: '┼',
}

const asciiStroke = (mask: number): string =>
  (mask & (up | down)) === 0 ? '-' : (mask & (left | right)) === 0 ? '|' : '+'

type Cell = { text: string } | { owner: string; mask: number; crossed?: boolean }

/** A grid of characters. Strokes of one owner join; a horizontal one of another passes behind a vertical one. */
export interface Canvas {
  text(row: number, column: number, text: string): void
  /** Throws when two owners would meet in any other way than crossing straight: the drawing would be wrong. */
  stroke(owner: string, row: number, column: number, mask: number): void
  lines(): string[]
}

export const createCanvas = ({ ascii }: { ascii: boolean }): Canvas => {
  const rows: (Cell | undefined)[][] = []
  const rowAt = (row: number): (Cell | undefined)[] => {
    while (rows.length <= row) rows.push([])
    return rows[row]!
  }
  const render = (cell: Cell | undefined): string => {
    if (!cell) return ' '
    if ('text' in cell) return cell.text
    const mask = cell.crossed ? up | down : cell.mask
    return ascii ? asciiStroke(mask) : unicode[mask]!
  }

  return {
    text: (row, column, text) => {
      Array.from(text).forEach((character, offset) => {
        rowAt(row)[column + offset] = { text: character }
      })
    },
    stroke: (owner, row, column, mask) => {
      const cells = rowAt(row)
      const cell = cells[column]
      if (!cell) cells[column] = { owner, mask }
      else if ('text' in cell) throw new Error(`a stroke meets text at ${row}:${column}`)
      else if (cell.owner === owner) cell.mask |= mask
      else if ((cell.mask | mask) === (left | right | up | down) && (cell.mask & mask) === 0) cell.crossed = true
      else throw new Error(`strokes of ${cell.owner} and ${owner} meet at ${row}:${column}`)
    },
    lines: () => rows.map((cells) => Array.from(cells, render).join('').trimEnd()),
  }
}
