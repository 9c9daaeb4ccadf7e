import { describe, expect, it } from 'vitest'
import { labelValue, podQueryLabels } from '../../../lib/pods/labels.ts'

describe('labelValue', () => {
  it.each([
    ['compile', 'compile'],
    ['Build & Test_2.0', 'Build-Test_2.0'],
    ['--x..', 'x'],
    ['日本', ''],
    [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
  ])('makes a valid label of "%s"', (text, value) => {
    expect(labelValue(text)).toBe(value)
  })
})

describe('podQueryLabels', () => {
  it('selects the pods of an installation, or of one run of it', () => {
    const all = { 'app.kubernetes.io/managed-by': 'millrace', 'millrace.dev/installation': 'blue' }
    expect(podQueryLabels('blue')).toEqual(all)
    expect(podQueryLabels('blue', 'r')).toEqual({ ...all, 'millrace.dev/run': 'r' })
  })
})
