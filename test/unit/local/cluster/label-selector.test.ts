import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLabelSelector } from '../../../../lib/local/cluster/select/label-selector.ts'
import { labelSelectorOf } from '../../../../lib/local/cluster/select/label-selector-object.ts'

const key = fc.constantFrom('a', 'b', 'x.y/c')
const value = fc.constantFrom('', '1', '2', 'v')
const labels = fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true })
const term = fc.oneof(
  fc.record({ key, operator: fc.constantFrom('In', 'NotIn'), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
)

/** The same term as text. */
const written = (one: { key: string; operator: string; values?: string[] }): string => {
  if (one.operator === 'Exists') return one.key
  if (one.operator === 'DoesNotExist') return `!${one.key}`
  return `${one.key} ${one.operator.toLowerCase()} (${(one.values ?? []).join(',')})`
}

describe('a label selector', () => {
  it('means the same as text and as an object', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), labels, (matchExpressions, candidate) => {
        const text = parseLabelSelector(matchExpressions.map(written).join(','))
        expect(text(candidate)).toBe(labelSelectorOf({ matchExpressions })(candidate))
      }),
    )
  })

  it('selects what equals, and its opposite all else', () => {
    fc.assert(
      fc.property(key, value, labels, (name, wanted, candidate) => {
        const equal = parseLabelSelector(`${name}=${wanted}`)(candidate)
        expect(equal).toBe(candidate[name] === wanted)
        expect(parseLabelSelector(`${name}==${wanted}`)(candidate)).toBe(equal)
        expect(parseLabelSelector(`${name}!=${wanted}`)(candidate)).toBe(!equal)
      }),
    )
  })

  it('compares numbers', () => {
    expect(parseLabelSelector('a>1')({ a: '2' })).toBe(true)
    expect(parseLabelSelector('a<1')({ a: '2' })).toBe(false)
    expect(parseLabelSelector('a>1')({ a: 'x' })).toBe(false)
    expect(parseLabelSelector('a>1')({})).toBe(false)
  })

  it.each([
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a,', "found '', expected: identifier after ','"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    [
      'a>b',
      "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message)
  })

  it('of no kind that is known matches nothing', () => {
    expect(labelSelectorOf(undefined)({})).toBe(false)
    expect(labelSelectorOf({})({})).toBe(true)
    expect(labelSelectorOf({ matchExpressions: [{ key: 'a', operator: 'Like' }] })({ a: 'b' })).toBe(false)
  })
})
