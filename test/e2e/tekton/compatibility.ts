import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { root } from '../../house/source-files.ts'

const page = join(root, 'docs/compatibility.md')

export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ').replaceAll('\n', ' ')} |`

/** Compares a generated part of docs/compatibility.md; with UPDATE=1 writes it instead. */
export const expectPart = (name: string, lines: readonly string[]): void => {
  const text = readFileSync(page, 'utf8')
  const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->`]
  const from = text.indexOf(begin) + begin.length
  const to = text.indexOf(end)
  expect(to, `docs/compatibility.md has no part "${name}"`).toBeGreaterThanOrEqual(from)
  const wanted = `\n${lines.join('\n')}\n\n`
  if (process.env['UPDATE']) writeFileSync(page, text.slice(0, from) + wanted + text.slice(to))
  else expect(text.slice(from, to), 'UPDATE=1 writes the page again').toBe(wanted)
}
