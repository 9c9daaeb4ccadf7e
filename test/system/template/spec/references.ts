import type { Json, JsonObject } from '../../../../lib/core/kubernetes.ts'
import { asText } from '../../emulator/as-text.ts'
import type { Template } from '../../emulator/template.ts'
import { functionIn, isObject } from './branches.ts'

/** Something that a template says by name: what `Ref` answers, an attribute `Resource.Name`, or a condition. */
export interface Reference {
  to: 'value' | 'attribute' | 'condition'
  name: string
  where: string
}

/** All that is referred to within a value. */
export const referencesIn = (value: Json, where: string): Reference[] => {
  if (Array.isArray(value)) return value.flatMap((one, n) => referencesIn(one, `${where}[${n}]`))
  if (!isObject(value)) return []
  const called = functionIn(value)
  if (called) return referencesOfCall(called, where)
  const condition = conditionIn(value)
  if (condition !== undefined) return [{ to: 'condition', name: condition, where }]
  return Object.entries(value).flatMap(([name, one]) => referencesIn(one, `${where}.${name}`))
}

/** All that a resource refers to; what it depends on included. */
export const referencesOfResource = (logicalId: string, resource: Template['Resources'][string]): Reference[] => [
  ...ofCondition(resource.Condition, logicalId),
  ...([resource['DependsOn'] ?? []].flat() as string[]).map((name) => to('value', name, `${logicalId}.DependsOn`)),
  ...referencesIn(resource.Properties, logicalId),
]

export const ofCondition = (name: string | undefined, where: string): Reference[] =>
  name === undefined ? [] : [to('condition', name, where)]

const to = (kind: Reference['to'], name: string, where: string): Reference => ({ to: kind, name, where })

/** `{Condition: name}` alone stands for a condition; beside others it is a property, as in a policy. */
const conditionIn = (value: JsonObject): string | undefined => {
  const { Condition, ...rest } = value
  return typeof Condition === 'string' && Object.keys(rest).length === 0 ? Condition : undefined
}

const referencesOfCall = ([name, argument]: [string, Json], where: string): Reference[] => {
  const list = Array.isArray(argument) ? argument : [argument]
  switch (name) {
    case 'Ref':
      return [to('value', asText(argument), where)]
    case 'Fn::GetAtt':
      return [to('attribute', list.map((part) => asText(part)).join('.'), where)]
    case 'Fn::If':
      return [to('condition', asText(list[0]), where), ...referencesIn(list.slice(1), where)]
    case 'Fn::Sub':
      return referencesOfText(asText(list[0]), isObject(list[1]) ? list[1] : {}, where)
    default:
      return referencesIn(argument, where)
  }
}

const referencesOfText = (text: string, own: JsonObject, where: string): Reference[] => [
  ...referencesIn(own, where),
  ...[...text.matchAll(/\$\{([^!}][^}]*)\}/g)]
    .map(([, name = '']) => name.trim())
    .filter((name) => !Object.hasOwn(own, name))
    .map((name) => to(name.includes('.') ? 'attribute' : 'value', name, where)),
]
