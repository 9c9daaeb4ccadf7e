import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { describe, expect, it } from 'vitest'
import { filesIn, root } from './source-files.ts'

const rooms = ['lib', 'functions']
const sources = rooms.flatMap((room) => filesIn(room, '.ts')).sort()

const result = async (): Promise<ICruiseResult> => {
  const options = await extractDepcruiseOptions(`${root}/.dependency-cruiser.mjs`)
  const { output } = await cruise(
    rooms.filter((room) => filesIn(room, '.ts').length > 0),
    { ...options, baseDir: root },
  )
  return output as ICruiseResult
}

describe('imports', () => {
  it('go in the direction that the design gives, in every file', { timeout: 60_000 }, async () => {
    const { modules, summary } = await result()
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([])
    // Without a parser for these sources nothing is looked at, and nothing is wrong.
    const cruised = modules
      .map(({ source }) => source)
      .filter((source) => rooms.some((r) => source.startsWith(`${r}/`)))
    expect(cruised.sort()).toEqual(sources)
  })
})
