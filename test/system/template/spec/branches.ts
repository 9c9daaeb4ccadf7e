import type { Json, JsonObject } from '../../../../lib/core/kubernetes.ts'

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The name and the argument of an intrinsic function; undefined for a value that is none. */
export const functionIn = (value: Json): [name: string, argument: Json] | undefined => {
  if (!isObject(value)) return undefined
  const [[name, argument] = ['', null], more] = Object.entries(value)
  return more === undefined && (name === 'Ref' || name.startsWith('Fn::')) ? [name, argument] : undefined
}

/** What a value may be when it is decided: both sides of every `Fn::If`, but `AWS::NoValue`. */
export const branches = (value: Json): Json[] => {
  const [name, argument] = functionIn(value) ?? []
  if (name === 'Ref' && argument === 'AWS::NoValue') return []
  return name === 'Fn::If' && Array.isArray(argument) ? argument.slice(1).flatMap(branches) : [value]
}

/** Whether it may be left out. */
export const isOptional = (value: Json): boolean => {
  const [name, argument] = functionIn(value) ?? []
  if (name === 'Ref') return argument === 'AWS::NoValue'
  return name === 'Fn::If' && Array.isArray(argument) && argument.slice(1).some(isOptional)
}
