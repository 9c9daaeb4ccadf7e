import type { JsonObject } from '../../../core/kubernetes.ts'
import { isObject, textOf } from '../api/json.ts'
import { type LabelSelector, requirement } from './label-requirement.ts'

const operators = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', 'absent'],
  ['Gt', 'gt'],
  ['Lt', 'lt'],
] as const)

/** Terms such as `{key, operator: In, values}`; one with an operator that nobody knows matches nothing. */
export const matchExpressions = (expressions: readonly JsonObject[]): LabelSelector => {
  const terms = expressions.map(({ key, operator, values }) => {
    const known = operators.get(textOf(operator) as 'In')
    const wanted = Array.isArray(values) ? values.map(textOf) : []
    return known === undefined ? () => false : requirement(textOf(key), known, wanted)
  })
  return (labels) => terms.every((term) => term(labels))
}

/** A LabelSelector object: `matchLabels` and `matchExpressions`. `{}` matches everything, undefined nothing. */
export const labelSelectorOf = (selector: unknown): LabelSelector => {
  if (!isObject(selector)) return () => false
  const labels = Object.entries(isObject(selector['matchLabels']) ? selector['matchLabels'] : {})
  const equal = labels.map(([key, value]) => requirement(key, 'in', [textOf(value)]))
  const expressions = Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'].filter(isObject) : []
  const rest = matchExpressions(expressions)
  return (candidate) => equal.every((term) => term(candidate)) && rest(candidate)
}
