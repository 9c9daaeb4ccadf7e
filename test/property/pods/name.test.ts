import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunId } from '../../../lib/core/message.ts'
import { labelValue } from '../../../lib/pods/labels.ts'
import { parsePodName, podName } from '../../../lib/pods/name.ts'

const identity = fc.record({
  runId: fc.uuid() as fc.Arbitrary<RunId>,
  task: fc.oneof(fc.nat(9_999), fc.maxSafeNat()),
  attempt: fc.oneof(fc.nat(20), fc.maxSafeNat()),
})
const taskName = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme', minLength: 20 }),
  fc.stringMatching(/^[a-z-]{1,80}$/),
)

describe('pod-name', () => {
  it('is always a DNS-1123 label', () => {
    fc.assert(
      fc.property(identity, taskName, (id, taskName) => {
        const name = podName({ ...id, taskName })
        expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)
        expect(name.length).toBeLessThanOrEqual(63)
      }),
    )
  })

  it('tells which attempt it is, so that no two share a name', () => {
    fc.assert(
      fc.property(identity, taskName, (id, taskName) => {
        expect(parsePodName(podName({ ...id, taskName }))).toEqual(id)
      }),
    )
  })

  it('is found only in names that podName gives', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{1,9}-[0-7][0-9a-v]{25}-[0-9a-z]{1,3}-[0-9a-z]{1,3}$/), (name) => {
        const id = parsePodName(name)
        if (id) expect(podName({ ...id, taskName: name.split('-')[0]! })).toBe(name)
      }),
    )
  })
})

describe('labelValue', () => {
  it('is always a valid label value', () => {
    fc.assert(
      fc.property(taskName, (text) => {
        expect(labelValue(text)).toMatch(/^(([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?$/)
      }),
    )
  })
})
