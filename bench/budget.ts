/** Prints a figure beside its budget, and says so where it misses. */
export const figure = (
  name: string,
  value: number,
  budget: { atLeast?: number; atMost?: number },
  unit: string,
): void => {
  const { atLeast, atMost } = budget
  const isOver = (atLeast !== undefined && value < atLeast) || (atMost !== undefined && value > atMost)
  const bound = atLeast === undefined ? `≤ ${format(atMost!)}` : `≥ ${format(atLeast)}`
  console.log(
    `${name.padEnd(58)} ${format(value).padStart(9)} ${unit.padEnd(9)} ${bound}${isOver ? '  over budget' : ''}`,
  )
}

export const heading = (text: string): void => console.log(`\n${text}`)

const format = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value < 10 ? 2 : 1)

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
