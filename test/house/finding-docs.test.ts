import { describe, expect, it } from 'vitest'
import { findingCodes } from '../../lib/core/audit/finding.ts'
import { textOf } from './source-files.ts'

const rows = [...textOf('docs/fsck.md').matchAll(/^\| `(\w+)` \| (.+?) \| (.+) \|$/gm)].map((row) => row.slice(1))

describe('docs/fsck.md', () => {
  it('lists every finding in the words of the catalogue, and what a repair does', () => {
    expect(rows.map(([code, meaning]) => [code, meaning])).toEqual(Object.entries(findingCodes))
    expect(rows.filter(([, , repair]) => repair!.trim() === '')).toEqual([])
  })
})
