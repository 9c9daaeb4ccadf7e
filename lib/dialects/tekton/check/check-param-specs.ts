import { cyclesOf } from '../../graph.ts'
import type { Issue } from '../../issue.ts'
import { isRefused, type Loose } from '../../shape.ts'
import { didYouMean } from '../../suggest.ts'
import type { Path } from '../../yaml/document.ts'
import { declaredType, defaultOf, paramTypes, typeOf } from '../param-value.ts'
import type { ParamSpec } from '../schema/param.ts'
import { afterParams, referencesIn, selectors } from '../substitute/reference.ts'
import { checkEmptyNames, checkTwice } from './check-names.ts'
import { notYet } from './refuse.ts'
import { textsIn } from './walk-texts.ts'

type Specs = readonly (Loose<ParamSpec> | undefined)[]

const plain = /^[_a-zA-Z][_a-zA-Z0-9.-]*$/
const withoutDots = /^[_a-zA-Z][_a-zA-Z0-9-]*$/

/** The params that a Task or a Pipeline declares. */
export const checkParamSpecs = (specs: Specs | undefined = [], path: Path): Issue[] => [
  ...checkEmptyNames(specs, path, 'a param'),
  ...checkTwice(specs, path, { code: 'DuplicateParameter', what: 'the param' }),
  ...specs.flatMap((spec, index) => (spec ? checkSpec(spec, [...path, index]) : [])),
  ...checkCycles(specs, path),
]

const checkSpec = (spec: Loose<ParamSpec>, path: Path): Issue[] => {
  const written = spec as Partial<ParamSpec>
  const what = spec.name ? `the param "${spec.name}"` : 'a param'
  const type = spec.type === '' ? undefined : spec.type
  const issues: Issue[] = []
  if (type !== undefined && !paramTypes.includes(type)) {
    const hint = didYouMean(type, paramTypes) ?? 'string, array or object'
    issues.push({ code: 'InvalidValue', path: [...path, 'type'], message: `${what} has the type "${type}"`, hint })
    return issues
  }
  const declared = declaredType({ ...written, type })
  const pattern = declared === 'object' ? withoutDots : plain
  if (spec.name && !pattern.test(spec.name)) {
    const hint = `letters, digits, "-"${declared === 'object' ? '' : ', "."'} and "_", not starting with a digit`
    issues.push({
      code: 'InvalidName',
      path: [...path, 'name'],
      message: `no param can be called "${spec.name}"`,
      hint,
    })
  }
  if (spec.enum) issues.push(notYet('enum of a param is', [...path, 'enum'], 'key'))
  const value = isRefused(spec, 'default') ? undefined : defaultOf(written)
  if (value !== undefined && typeOf(value) !== declared) {
    const message = `${what} is of type ${declared}, and its default of type ${typeOf(value)}`
    issues.push({ code: 'ParameterTypeMismatch', path: [...path, 'default'], message })
  }
  return declared === 'object' ? [...issues, ...checkProperties(spec, path, what)] : issues
}

const checkProperties = (spec: Loose<ParamSpec>, path: Path, what: string): Issue[] => {
  if (isRefused(spec, 'properties')) return []
  if (!spec.properties) {
    const hint = 'list its keys under properties, each {type: string}'
    return [
      { code: 'MissingField', path: [...path, 'properties'], message: `${what} is an object without properties`, hint },
    ]
  }
  return Object.entries(spec.properties).flatMap(([key, property]): Issue[] => {
    if (property?.type === undefined || property.type === '' || property.type === 'string') return []
    const message = `the key "${key}" of ${what} must be of type string`
    return [{ code: 'InvalidValue', path: [...path, 'properties', key, 'type'], message }]
  })
}

/** Defaults that refer to each other in a circle. */
const checkCycles = (specs: Specs, path: Path): Issue[] => {
  const index = new Map(specs.map((spec, at) => [spec?.name, at]))
  const graph = specs.map((spec) =>
    textsIn(spec?.default, []).flatMap(({ text }) =>
      referencesIn(text).flatMap((reference) => {
        const rest = afterParams(reference)
        const name = rest === undefined ? undefined : selectors(rest).find((choice) => index.has(choice.name))?.name
        return name === undefined ? [] : index.get(name)!
      }),
    ),
  )
  return cyclesOf(graph).map((cycle) => {
    const names = [...cycle, cycle[0]!].map((at) => specs[at]!.name).join(' → ')
    const message = `the defaults of params refer to each other in a circle: ${names}`
    return {
      code: 'ParameterCycle',
      path: [...path, cycle[0]!, 'default'],
      message,
      hint: 'give one of them a plain value',
    }
  })
}
