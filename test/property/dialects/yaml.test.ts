import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDocument } from '../../../lib/dialects/check-document.ts'
import { readDocuments } from '../../../lib/dialects/yaml/read.ts'
import { writeYaml } from '../../../lib/dialects/yaml/write.ts'

const scalarLike = fc.constantFrom(
  'yes',
  'n',
  '0644',
  '0o17',
  '1_000',
  '1:30',
  '2026-11-21',
  '.inf',
  '~',
  '<<',
  '=',
  '- a',
  'a: b',
  '#',
  "'",
  '"',
  '|',
  '\t',
  '\r\n',
  '---',
  '...',
  ' x ',
  '%a',
  '@',
  '{',
  '\u2028',
  '\u0085',
  '\uFEFF',
)
const text = fc.oneof(
  scalarLike,
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed()),
)
const json = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 })
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    json,
    fc.array(tie('value')),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('value'),
    ),
  ),
})).value

/** JSON has no -0, and neither have kubectl's numbers. */
const plain = (given: unknown): unknown => JSON.parse(JSON.stringify(given))
const own = (given: unknown): boolean => !JSON.stringify(given).includes('"__proto__"')

describe('YAML', () => {
  it('that was written is read as what it was written from, without a warning', () => {
    fc.assert(
      fc.property(value.filter(own), (given) => {
        const document = { given: plain(given) }
        const { documents, diagnostics } = readDocuments(writeYaml(document), 'a.yaml')
        expect(diagnostics).toEqual([])
        expect(documents.map((one) => one.value)).toEqual([document])
      }),
      { numRuns: 1000 },
    )
  })

  it('may be JSON', () => {
    fc.assert(
      fc.property(json.filter(own), (given) => {
        const text = JSON.stringify({ given }, null, 2)
        expect(readDocuments(text, 'a.json').documents[0]!.value).toEqual(JSON.parse(text))
      }),
    )
  })

  it('does not look at indentation within brackets', () => {
    fc.assert(
      fc.property(fc.array(json.filter(own), { minLength: 1, maxLength: 3 }), (list) => {
        const flat = list.map(
          (item) =>
            `  - v: ${JSON.stringify(item, null, 2).replaceAll(/\n +/g, '\n')}\n    w: |\n      [\n      # no flow\n`,
        )
        const { documents, diagnostics } = readDocuments(`a:\n${flat.join('')}`, 'a.yaml')
        expect(diagnostics).toEqual([])
        expect(documents[0]!.value).toEqual({ a: list.map((item) => ({ v: plain(item), w: '[\n# no flow\n' })) })
      }),
    )
  })

  it('of any kind is read without a throw, at a place within it, and the same again from each text', () => {
    const pieces = fc.constantFrom(
      'a',
      'b: ',
      '- ',
      '? ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      ': ',
      '\n',
      '\n  ',
      '\n    ',
      '&x ',
      '*x',
      '<<: ',
      '!!int ',
      '! ',
      '"',
      "'",
      '|\n',
      '>-\n',
      '#',
      ' ',
      '\t',
      '---\n',
      '...\n',
      '%YAML 1.1\n',
      '0644',
      'yes',
      '.inf',
      '__proto__',
      'constructor',
      '\r',
      '\u0000',
      'kind: List\n',
      'items:\n',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (list) => {
        const source = list.join('')
        const lines = source.split(/\r\n?|\n/).length
        const { documents, diagnostics } = readDocuments(source, 'a.yaml')
        for (const document of documents) {
          diagnostics.push(...checkDocument(document))
          expect(document.locate(['a', 0, 'b']).line).toBeLessThanOrEqual(lines)
        }
        for (const { line, column } of diagnostics) {
          expect(line).toBeGreaterThan(0)
          expect(line).toBeLessThanOrEqual(lines)
          expect(column).toBeGreaterThan(0)
        }
        if (diagnostics.some(({ code }) => code === 'InvalidYamlValue' || code === 'DuplicateKey')) return
        // An item of a List may be null: that is refused, and no document by itself.
        for (const { text, value } of documents.filter((one) => one.value !== null))
          expect(readDocuments(text, 'a.yaml').documents.map((one) => one.value)).toEqual([value])
      }),
      { numRuns: 3000 },
    )
  })
})
