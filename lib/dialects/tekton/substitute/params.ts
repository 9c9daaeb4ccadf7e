import type { Value } from '../../../core/variable.ts'
import { didYouMean } from '../../suggest.ts'
import { afterParams, type Part, selectors } from './reference.ts'
import type { Problem, Scope } from './scope.ts'
import type { Variables } from './variables.ts'

/** Params by name. What a name that is not there means: an error, unless another scope may know it. */
export const paramScope = (
  values: ReadonlyMap<string, Value>,
  { variables, undeclared }: { variables?: Variables; undeclared: 'error' | 'pass' },
): Scope => {
  return (reference) => {
    const rest = afterParams(reference)
    if (rest === undefined) return undefined
    const choices = selectors(rest)
    const choice = choices.find(({ name }) => values.has(name))
    if (choice) return take(values.get(choice.name)!, choice.part, { name: choice.name, variables })
    if (undeclared === 'pass' || choices.length === 0) return undefined
    const name = choices.at(-1)!.name
    const hint = didYouMean(name, values.keys()) ?? 'declare it under params, or give it a value'
    return { problem: { code: 'UndeclaredParameter', message: `there is no param "${name}"`, hint } }
  }
}

interface Taken {
  name: string
  variables?: Variables
}

/** A param as a whole, or a part of it. A part that another type has is no reference. */
const take = (value: Value, part: Part | undefined, taken: Taken): ReturnType<Scope> => {
  if (part === undefined) return { value }
  if (part.type === 'whole') return typeof value === 'string' ? undefined : { value }
  if (part.type === 'index') return Array.isArray(value) ? elementAt(value, part.index, taken) : undefined
  if (typeof value === 'string' || Array.isArray(value)) return undefined
  if (Object.hasOwn(value, part.key)) return { value: value[part.key]! }
  const message = `the param "${taken.name}" has no key "${part.key}"`
  return { problem: { code: 'UndeclaredParameter', message, hint: didYouMean(part.key, Object.keys(value)) } }
}

/** Elements before one that stands for a list are counted; what comes after it depends on how long it will be. */
const elementAt = (items: readonly string[], index: number, { name, variables }: Taken): ReturnType<Scope> => {
  const open = items.findIndex((item) => variables?.listBehind(item) !== undefined)
  if (open < 0 || index < open) {
    const value = items[index]
    return value === undefined ? { problem: outOfRange(name, index, items.length) } : { value }
  }
  if (open === items.length - 1) {
    const pick = index - open
    return { value: variables!.slot({ ...variables!.listBehind(items[open]!)!, pick }) }
  }
  const message = `$(params.${name}[${index}]) comes after a list whose length is known only while running`
  return { problem: { code: 'NotSupportedYet', message, hint: 'put that list last' } }
}

const outOfRange = (name: string, index: number, length: number): Problem => ({
  code: 'ParameterIndex',
  message: `the param "${name}" has ${length} ${length === 1 ? 'element' : 'elements'}, so there is no [${index}]`,
  hint: 'indices count from 0',
})
