import { describe, expect, it } from 'vitest'
import { faultKinds } from '../../lib/simulation/fault.ts'
import { plantedBugs } from '../simulation/planted-bugs.ts'
import { textOf } from './source-files.ts'

const page = textOf('docs/correctness.md')

describe('docs/correctness.md', () => {
  it('has every planted bug with how many worlds it took', () => {
    const rows = [...page.matchAll(/^\| (\S+) \| (.+) \| (\d+) \| (\w+) \|$/gm)].map(
      ([, rule, bug]) => `${rule}: ${bug}`,
    )
    expect(rows.toSorted()).toEqual(plantedBugs.map(({ rule, bug }) => `${rule}: ${bug}`).toSorted())
  })

  it('has every kind of fault, none of which never happened', () => {
    const rows = [...page.matchAll(/^\| `([\w.]+)` \| .+ \| ([\d,]+) \|$/gm)]
    expect(rows.map(([, kind]) => kind)).toEqual(faultKinds)
    expect(rows.filter(([, , times]) => times === '0')).toEqual([])
  })

  it('has no violation', () => {
    expect(page).toMatch(/^[\d,]+ worlds of .* Violations: 0\.$/m)
  })
})
