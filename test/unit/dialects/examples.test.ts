import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'

const folder = new URL('../../../examples/', import.meta.url)

describe('every example', () => {
  it.each(readdirSync(folder).filter((file) => file.endsWith('.yaml')))('%s compiles without a diagnostic', (file) => {
    const { diagnostics, plans } = judge(readFileSync(new URL(file, folder), 'utf8'))
    expect(diagnostics).toEqual([])
    expect(plans.length).toBeGreaterThan(0)
  })
})
