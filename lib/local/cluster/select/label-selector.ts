import { badRequest } from '../api/api-error.ts'
import { labelValue, qualifiedName } from '../api/names.ts'
import { isInteger, type LabelSelector, type Operator, requirement } from './label-requirement.ts'

const operators = new Map<string | undefined, Operator>([
  ['=', 'in'],
  ['==', 'in'],
  ['!=', 'notin'],
  ['in', 'in'],
  ['notin', 'notin'],
  ['>', 'gt'],
  ['<', 'lt'],
])

/**
 * A selector as in `?labelSelector=`: terms joined by commas, `a`, `!a`, `a=b`, `a==b`, `a!=b`, `a in (b, c)`,
 * `a notin (b)`, `a>1`, `a<1`. Empty selects everything. Throws the API server's 400.
 */
export const parseLabelSelector = (text: string): LabelSelector => {
  const cursor = cursorOver(text.match(/==|!=|[=!<>(),]|[^\s=!<>(),]+/g) ?? [])
  const terms: LabelSelector[] = []
  while (cursor.peek() !== undefined) {
    expectTerm(cursor, "!, identifier, or 'end of string'")
    terms.push(inTerm(() => readTerm(cursor)))
    if (cursor.peek() === undefined) break
    const comma = cursor.take()
    if (comma !== ',') throw badRequest(found(comma, "',' or 'end of string'"))
    expectTerm(cursor, "identifier after ','")
  }
  return (labels) => terms.every((term) => term(labels))
}

interface Cursor {
  peek: () => string | undefined
  take: () => string | undefined
}

const cursorOver = (tokens: readonly string[]): Cursor => {
  let at = 0
  return { peek: () => tokens[at], take: () => tokens[at++] }
}

const isWord = (token: string | undefined): token is string => token !== undefined && !/^[=!<>(),]/.test(token)

const found = (token: string | undefined, expected: string): string => `found '${token ?? ''}', expected: ${expected}`

const expectTerm = ({ peek }: Cursor, expected: string) => {
  if (!isWord(peek()) && peek() !== '!') throw badRequest(found(peek(), expected))
}

/** The server says of most mistakes that they are in a requirement. */
const inTerm = <T>(read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw badRequest(`unable to parse requirement: ${(error as Error).message}`)
  }
}

const readTerm = (cursor: Cursor): LabelSelector => {
  const { peek, take } = cursor
  const negated = peek() === '!'
  if (negated) take()
  const key = take()
  if (!isWord(key)) throw new Error(found(key, 'identifier'))
  checkKey(key)
  if (negated) return requirement(key, 'absent', [])
  if (peek() === undefined || peek() === ',') return requirement(key, 'exists', [])
  const sign = take()
  const operator = operators.get(sign)
  if (operator === undefined) throw new Error(found(sign, 'in, notin, =, ==, !=, gt, lt'))
  const values = sign === 'in' || sign === 'notin' ? readValues(cursor) : readValue(cursor)
  checkValues(key, operator, values)
  return requirement(key, operator, values)
}

/** `(a, b)`; what is left out between two commas is the empty text. */
const readValues = ({ take }: Cursor): string[] => {
  const open = take()
  if (open !== '(') throw new Error(`found '${open ?? ''}' expected: '('`)
  const values: string[] = []
  let separated = true
  for (let token = take(); token !== ')'; token = take()) {
    const value: string = separated && isWord(token) ? token : ''
    if (value === '' && token !== ',') throw new Error(found(token, separated ? "',', or identifier" : "',' or ')'"))
    if (separated) values.push(value)
    separated = value === ''
  }
  return separated ? [...values, ''] : values
}

const readValue = ({ peek, take }: Cursor): string[] => {
  if (peek() === undefined || peek() === ',') return ['']
  const value = take()
  if (!isWord(value)) throw new Error(found(value, 'identifier'))
  return [value]
}

const refuse = (where: string, value: string, why: string): never => {
  throw new Error(`${where}: Invalid value: ${JSON.stringify(value)}: ${why}`)
}

const checkKey = (key: string) => {
  const [error] = qualifiedName(key)
  if (error !== undefined) refuse('<nil>', key, error)
}

const checkValues = (key: string, operator: Operator, values: readonly string[]) => {
  for (const [at, value] of values.entries()) {
    const [error] = labelValue(value)
    if (error !== undefined) refuse(`values[${at}][${key}]`, value, error)
    if ((operator === 'gt' || operator === 'lt') && !isInteger(value))
      refuse(`values[${at}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")
  }
}
