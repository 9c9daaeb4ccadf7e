import type { Template } from '../../emulator/template.ts'
import type { Check } from '../check.ts'
import { ofCondition, type Reference, referencesIn, referencesOfResource } from './references.ts'
import { resourceSpec } from './service-spec.ts'

/** Whatever is referred to is there: parameters, resources, their attributes, conditions, and what is depended on. */
export const checkReferences: Check = (template) =>
  [
    ...Object.entries(template.Conditions).flatMap(([name, one]) => referencesIn(one, `Conditions.${name}`)),
    ...Object.entries(template.Outputs).flatMap(([name, { Condition, Value }]) => [
      ...ofCondition(Condition, `Outputs.${name}`),
      ...referencesIn(Value, `Outputs.${name}`),
    ]),
    ...Object.entries(template.Resources).flatMap(([logicalId, resource]) => referencesOfResource(logicalId, resource)),
  ].flatMap((reference) => findings(reference, template))

const findings = ({ to, name, where }: Reference, template: Template): string[] => {
  switch (to) {
    case 'value':
      return isValue(name, template) ? [] : [`${where}: refers to ${name}, which is not there`]
    case 'attribute':
      return attributeFindings(name, template, where)
    case 'condition':
      return Object.hasOwn(template.Conditions, name) ? [] : [`${where}: there is no condition ${name}`]
  }
}

const pseudoParameters = [
  'AccountId',
  'NoValue',
  'NotificationARNs',
  'Partition',
  'Region',
  'StackId',
  'StackName',
  'URLSuffix',
].map((name) => `AWS::${name}`)

const isValue = (name: string, { Parameters, Resources }: Template): boolean =>
  pseudoParameters.includes(name) || Object.hasOwn(Parameters, name) || Object.hasOwn(Resources, name)

const attributeFindings = (path: string, { Resources }: Template, where: string): string[] => {
  const [logicalId = '', ...attribute] = path.split('.')
  const resource = Resources[logicalId]
  if (!resource) return [`${where}: asks for ${path}, and there is no ${logicalId}`]
  const known = Object.hasOwn(resourceSpec(resource.Type)?.attributes ?? {}, attribute.join('.'))
  return known ? [] : [`${where}: asks for ${path}, and ${resource.Type} has no such attribute`]
}
