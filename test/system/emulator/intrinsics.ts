import type { Json, JsonObject } from '../../../lib/core/kubernetes.ts'
import { asText } from './as-text.ts'

/** What the intrinsic functions of a template look up. Each throws when there is no such thing. */
export interface Scope {
  ref: (name: string) => Json | NoValue
  attribute: (logicalId: string, name: string) => Json
  condition: (name: string) => boolean
  mapped: (map: string, first: string, second: string) => Json
}

/** What `AWS::NoValue` stands for: the property is left out. */
export const noValue = Symbol('AWS::NoValue')
export type NoValue = typeof noValue

/** A part of a template with every function carried out. Throws on functions that need AWS itself, such as ImportValue. */
export const evaluate = (value: Json, scope: Scope): Json | NoValue => {
  if (Array.isArray(value)) return value.map((one) => evaluate(one, scope)).filter((one) => one !== noValue)
  if (value === null || typeof value !== 'object') return value
  const [name, more] = Object.keys(value)
  if (name !== undefined && more === undefined && isFunction(name)) return call(name, value[name] ?? null, scope)
  const fields = Object.entries(value).map(([key, one]) => [key, evaluate(one, scope)] as const)
  return Object.fromEntries(fields.filter(([, one]) => one !== noValue)) as JsonObject
}

const isFunction = (name: string): boolean => name === 'Ref' || name.startsWith('Fn::')

const call = (name: string, argument: Json, scope: Scope): Json | NoValue => {
  if (name === 'Ref') return scope.ref(argument as string)
  const carryOut = functions[name]
  if (carryOut) return carryOut(argument, scope)
  if (Object.hasOwn(conditions, name)) return holds({ [name]: argument }, scope)
  throw new Error(`the template uses ${name}, which cannot be resolved here`)
}

const functions: Record<string, (argument: Json, scope: Scope) => Json | NoValue> = {
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId = '', ...path] = typeof argument === 'string' ? argument.split('.') : (argument as string[])
    return scope.attribute(logicalId, path.join('.'))
  },
  'Fn::Sub': (argument, scope) => {
    const [text, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, JsonObject]
    return substitute(text, (name) => (Object.hasOwn(own, name) ? value(own[name]!, scope) : lookUp(name, scope)))
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = argument as [string, Json]
    return (value(parts, scope) as string[]).join(separator)
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = argument as [string, Json, Json]
    return evaluate(scope.condition(condition) ? yes : no, scope)
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = value(argument, scope) as [number | string, Json[]]
    const chosen = list[Number(index)]
    if (chosen === undefined) throw new Error(`Fn::Select of element ${index} of ${list.length}`)
    return chosen
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = value(argument, scope) as [string, string]
    return text.split(separator)
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = value(argument, scope) as [string, string, string]
    return scope.mapped(map, first, second)
  },
  'Fn::Base64': (argument, scope) => Buffer.from(value(argument, scope) as string).toString('base64'),
  'Fn::GetAZs': (argument, scope) => {
    const region = (value(argument, scope) as string) || (scope.ref('AWS::Region') as string)
    return ['a', 'b', 'c'].map((zone) => region + zone)
  },
}

/** Where a value must be there. */
const value = (argument: Json, scope: Scope): Json => {
  const found = evaluate(argument, scope)
  if (found === noValue) throw new Error(`AWS::NoValue where a value is needed: ${JSON.stringify(argument)}`)
  return found
}

const lookUp = (name: string, scope: Scope): Json => {
  const [logicalId = '', ...path] = name.split('.')
  return path.length === 0 ? value({ Ref: name }, scope) : scope.attribute(logicalId, path.join('.'))
}

/** `${!Name}` stands for the text `${Name}` itself. */
const substitute = (text: string, of: (name: string) => Json): string =>
  text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) =>
    literal === '' ? asText(of(name.trim())) : `\${${name}}`,
  )

/** Whether an expression of the template's `Conditions` is true. */
export const holds = (expression: Json, scope: Scope): boolean => {
  const [[name, argument] = ['', null]] = Object.entries(expression as JsonObject)
  const decide = conditions[name]
  if (!decide) throw new Error(`not a condition: ${JSON.stringify(expression)}`)
  return decide(argument, scope)
}

const conditions: Record<string, (argument: Json, scope: Scope) => boolean> = {
  Condition: (argument, scope) => scope.condition(argument as string),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = value(argument, scope) as [Json, Json]
    return asText(left) === asText(right)
  },
  'Fn::And': (argument, scope) => (argument as Json[]).every((one) => holds(one, scope)),
  'Fn::Or': (argument, scope) => (argument as Json[]).some((one) => holds(one, scope)),
  'Fn::Not': (argument, scope) => !(argument as Json[]).some((one) => holds(one, scope)),
}
