import { width } from '../text/width.ts'

/** `Name:   value` lines, the values below each other. */
export const fieldLines = (fields: readonly (readonly [name: string, value: string])[]): string[] => {
  const widest = fields.reduce((most, [name]) => Math.max(most, width(name)), 0)
  return fields.map(([name, value]) => `${`${name}:`.padEnd(widest + 3)}${value}`)
}
