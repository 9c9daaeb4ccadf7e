import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildBundle, type LogParts, readBundle } from '../../../lib/app/collect/log-bundle.ts'
import { isError } from '../../../lib/core/error.ts'

const logs: fc.Arbitrary<LogParts[]> = fc.array(
  fc.record({
    task: fc.nat(),
    attempt: fc.nat(),
    container: fc.string({ unit: 'binary' }),
    parts: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }),
    cut: fc.boolean(),
  }),
  { maxLength: 20 },
)

/** Why a body cannot be read; anything but an error of the catalogue fails. */
const refusalOf = (body: Uint8Array): string => {
  try {
    readBundle(body)
  } catch (error) {
    if (isError(error, 'CorruptState')) return error.message
    throw error
  }
  return 'none'
}

describe('a bundle of logs', () => {
  it('is read as it was built, whatever the pieces were', () => {
    fc.assert(
      fc.property(logs, (given) => {
        const read = readBundle(buildBundle(given)).map(({ bytes, ...log }) => ({ ...log, bytes: Buffer.from(bytes) }))
        expect(read).toEqual(given.map(({ parts, ...log }) => ({ ...log, bytes: Buffer.concat(parts) })))
      }),
      { numRuns: 500 },
    )
  })

  it('is corrupt wherever it is cut short, and with anything behind it', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (given, at) => {
        const body = buildBundle(given)
        expect(refusalOf(body.subarray(0, at % body.length))).toMatch(/^a bundle of logs is damaged: /)
        expect(refusalOf(Buffer.concat([body, Buffer.of(0)]))).toMatch(/^a bundle of logs is damaged: it has/)
      }),
    )
  })

  it('is corrupt or whole, and nothing else, with any byte changed', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.nat(255), (given, at, byte) => {
        const body = Buffer.from(buildBundle(given))
        body[at % body.length] = byte
        expect(refusalOf(body)).toMatch(/^(none$|a bundle of logs is damaged: )/)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['no index', 'log of a container', 'it has no index'],
    ['text that is no JSON', 'hello\n', 'its index cannot be read'],
    ['bytes that are no text', Buffer.of(0xff, 0x0a), 'its index cannot be read'],
    ['another format', '{"format":2,"logs":[]}\n', 'its index cannot be read'],
    [
      'logs that overlap',
      `{"format":1,"logs":[${[0, 1].map((n) => `{"task":${n},"attempt":0,"container":"main","offset":0,"length":2,"cut":false}`).join()}]}\nhi`,
      'a log begins at 0; expected 2',
    ],
  ])('is not %s', (_, body, why) => {
    expect(refusalOf(Buffer.from(body))).toBe(`a bundle of logs is damaged: ${why}`)
  })
})
