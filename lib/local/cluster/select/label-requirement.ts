export type Labels = Readonly<Record<string, string>>
export type LabelSelector = (labels: Labels) => boolean
export type Operator = 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt'

/** One term of a selector, whatever language it came in. */
export const requirement = (key: string, operator: Operator, values: readonly string[]): LabelSelector => {
  const holds = test(operator, values)
  return (labels) => holds(Object.hasOwn(labels, key) ? labels[key] : undefined)
}

/** What the label's value must be; undefined when the label is not there. */
const test = (operator: Operator, values: readonly string[]): ((value: string | undefined) => boolean) => {
  const wanted = new Set<string | undefined>(values)
  const bound = Number(values[0])
  switch (operator) {
    case 'in':
      return (value) => value !== undefined && wanted.has(value)
    case 'notin':
      return (value) => !wanted.has(value)
    case 'exists':
      return (value) => value !== undefined
    case 'absent':
      return (value) => value === undefined
    case 'gt':
      return (value) => numberOf(value) > bound
    case 'lt':
      return (value) => numberOf(value) < bound
    default:
      return operator satisfies never
  }
}

export const isInteger = (text: string): boolean => /^[+-]?\d+$/.test(text)

const numberOf = (value = ''): number => (isInteger(value) ? Number(value) : Number.NaN)
