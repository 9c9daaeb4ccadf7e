import { describe, expect, it } from 'vitest'
import type { Found } from '../../../../lib/app/fsck/fsck.ts'
import { findingTable } from '../../../../lib/cli/show/finding-table.ts'
import { plainPaint } from '../../../../lib/cli/terminal/paint.ts'
import { runId } from '../../../support/run-under-test.ts'

const lines = (...found: Found[]) => findingTable(found, { paint: plainPaint, nameOf: () => 'build' }).slice(1)
const header: Found = {
  code: 'HeaderWithoutLog',
  runId,
  object: 'header',
  message: 'no\nlog',
  repair: { type: 'header.remove', runId },
}

describe('the table of findings', () => {
  it('says what a repair would do, what it has done, and why it has not', () => {
    const gap: Found = { code: 'LogGap', runId, object: 'log', message: 'entry 2 is missing' }
    const cells = (found: Found) => lines(found)[0]!.split(/ {3,}/)
    expect(cells(gap)).toEqual(['LogGap', 'build', 'log', '-', 'entry 2 is missing'])
    expect(cells(header)).toEqual(['HeaderWithoutLog', 'build', 'header', 'remove the header', 'no log'])
    expect(cells({ ...header, repaired: true })[3]).toBe('repaired')
    expect(cells({ ...header, repaired: false, error: 'busy' })[3]).toBe('failed: busy')
    expect(cells({ ...header, runId: undefined })[1]).toBe('-')
  })
})
