import { badRequest } from '../api/api-error.ts'
import { labelValue, qualifiedName } from '../api/names.ts'

export type Labels = Readonly<Record<string, string>>
export type LabelSelector = (labels: Labels) => boolean

type Operator = 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt'

const operators: Record<string, Operator> = {
  '=': 'in',
  '==': 'in',
  '!=': 'notin',
  in: 'in',
  notin: 'notin',
  '>': 'gt',
  '<': 'lt',
}
const setOperators = new Set(['in', 'notin'])

/** One term of a selector, whatever language it came in. */
export const requirement = (key: string, operator: Operator, values: readonly string[]): LabelSelector => {
  const wanted = new Set(values)
  const bound = Number(values[0])
  const number = (labels: Labels) => (/^[+-]?\d+$/.test(labels[key] ?? '') ? Number(labels[key]) : Number.NaN)
  switch (operator) {
    case 'in':
      return (labels) => labels[key] !== undefined && wanted.has(labels[key])
    case 'notin':
      return (labels) => labels[key] === undefined || !wanted.has(labels[key])
    case 'exists':
      return (labels) => labels[key] !== undefined
    case 'absent':
      return (labels) => labels[key] === undefined
    case 'gt':
      return (labels) => number(labels) > bound
    case 'lt':
      return (labels) => number(labels) < bound
    default:
      return operator satisfies never
  }
}

/**
 * A selector as in `?labelSelector=`: terms joined by commas, `a`, `!a`, `a=b`, `a==b`, `a!=b`, `a in (b, c)`,
 * `a notin (b)`, `a>1`, `a<1`. Empty selects everything. Throws the API server's 400.
 */
export const parseLabelSelector = (text: string): LabelSelector => {
  const terms = parse(tokens(text))
  return (labels) => terms.every((term) => term(labels))
}

const tokens = (text: string): string[] => text.match(/==|!=|[=!<>(),]|[^\s=!<>(),]+/g) ?? []

const isWord = (token: string | undefined): token is string => token !== undefined && !/^[=!<>(),]/.test(token)

const parse = (input: string[]): LabelSelector[] => {
  const terms: LabelSelector[] = []
  let at = 0
  const peek = () => input[at]
  const take = () => input[at++]
  const fail = (expected: string, wrapped = true): never => {
    const problem = `found '${input[at - 1] ?? ''}'${expected}`
    throw badRequest(wrapped ? `unable to parse requirement: ${problem}` : problem)
  }

  const values = (): string[] => {
    if (take() !== '(') fail(" expected: '('")
    const found: string[] = []
    let expectValue = true
    for (let token = take(); token !== ')'; token = take()) {
      if (isWord(token) && expectValue) found.push(token)
      else if (token === ',') {
        if (expectValue) found.push('')
      } else fail(expectValue ? ", expected: ',', or identifier" : ", expected: ',' or ')'")
      expectValue = token === ','
    }
    if (expectValue) found.push('')
    return found
  }

  const exactValue = (): string[] => {
    if (peek() === undefined || peek() === ',') return ['']
    const token = take()
    return isWord(token) ? [token] : fail(', expected: identifier')
  }

  const term = (): LabelSelector => {
    const negated = peek() === '!'
    if (negated) take()
    const key = take()
    if (!isWord(key)) return fail(', expected: identifier')
    checkKey(key)
    if (negated) return requirement(key, 'absent', [])
    if (peek() === undefined || peek() === ',') return requirement(key, 'exists', [])
    const sign = take() as string
    const operator = operators[sign] ?? fail(', expected: in, notin, =, ==, !=, gt, lt')
    const wanted = setOperators.has(sign) ? values() : exactValue()
    checkValues(key, operator, wanted)
    return requirement(key, operator, wanted)
  }

  while (peek() !== undefined) {
    if (!isWord(peek()) && peek() !== '!') {
      take()
      fail(", expected: !, identifier, or 'end of string'", false)
    }
    terms.push(term())
    if (peek() === undefined) break
    if (take() !== ',') fail(", expected: ',' or 'end of string'", false)
    if (!isWord(peek()) && peek() !== '!') {
      take()
      fail(", expected: identifier after ','", false)
    }
  }
  return terms
}

const checkKey = (key: string) => {
  const errors = qualifiedName(key)
  if (errors.length > 0)
    throw badRequest(`unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(key)}: ${errors.join('; ')}`)
}

const checkValues = (key: string, operator: Operator, values: readonly string[]) => {
  for (const [at, value] of values.entries()) {
    const errors = labelValue(value)
    if (errors.length > 0)
      throw badRequest(
        `unable to parse requirement: values[${at}][${key}]: Invalid value: ${JSON.stringify(value)}: ${errors.join('; ')}`,
      )
    if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(value))
      throw badRequest(
        `unable to parse requirement: values[${at}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      )
  }
}
