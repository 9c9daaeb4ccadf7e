import * as z from 'zod'
import type { JsonObject } from '../../../lib/core/kubernetes.ts'
import { type Statement, statementsIn, statementsOfRole } from '../emulator/iam/policy.ts'
import { type ResolvedTemplate, type Resource, resolveTemplate, type Template } from '../emulator/template.ts'

const onCluster = ['resolve', 'dispatch', 'watch', 'collect']

/** Which of the parts that a stage may choose a template has. One that is not everywhere where it belongs says so. */
export const optionalParts = (template: Template): string[] => {
  const resolved = resolveTemplate(template)
  return Object.entries(parts).flatMap(([name, signs]) => {
    const seen = signs(resolved)
    if (seen.length > 0 && seen.every(Boolean)) return [name]
    return seen.some(Boolean) ? [`${name}, in part`] : []
  })
}

type Signs = (template: ResolvedTemplate) => boolean[]

const parts: Readonly<Record<string, Signs>> = {
  'access entries': (template) =>
    onCluster.map((name) =>
      template
        .ofType('AWS::EKS::AccessEntry')
        .some(
          ({ properties }) =>
            properties['PrincipalArn'] === roleOf(template, name)?.attributes['Arn'] &&
            JSON.stringify(properties['KubernetesGroups']) === JSON.stringify([`millrace:${name}`]),
        ),
    ),
  'kubeconfig in a secret': (template) =>
    onCluster.map((name) => allows(template, name, 'secretsmanager:GetSecretValue')),
  'parameter of the cluster': (template) => onCluster.map((name) => allows(template, name, 'ssm:GetParameter')),
  VPC: (template) =>
    onCluster.flatMap((name) => [
      functionOf(template, name)?.properties['VpcConfig'] !== undefined,
      allows(template, name, 'ec2:CreateNetworkInterface'),
    ]),
  'key of the customer': (template) => [
    ...roles(template).map((role) => allowsIn(template, role, 'kms:Decrypt')),
    ...template.ofType('AWS::SQS::Queue').map(({ properties }) => properties['KmsMasterKeyId'] !== undefined),
    ...['Table', 'Bucket'].map((logicalId) => mentions(template, logicalId, 'KMS')),
  ],
  'event bus': (template) => [allows(template, 'notify', 'events:PutEvents'), tells(template, 'MILLRACE_EVENT_BUS')],
  'event queue': (template) => [
    statementsOf(template, 'notify').some(({ Sid }) => Sid === 'EventQueue'),
    tells(template, 'MILLRACE_EVENT_QUEUE'),
  ],
  'sources of submissions': (template) => [
    template
      .ofType('AWS::SQS::QueuePolicy')
      .flatMap(({ properties }) => statementsIn(properties['PolicyDocument'] ?? {}))
      .some(({ Effect }) => Effect === 'Allow'),
  ],
  alarms: (template) => [template.ofType('AWS::CloudWatch::Alarm').length > 0],
  'topic of alarms': (template) =>
    template
      .ofType('AWS::CloudWatch::Alarm')
      .flatMap(({ properties }) => ['AlarmActions', 'OKActions'].map((name) => properties[name] !== undefined)),
}

const roles = (template: ResolvedTemplate): Resource[] => template.ofType('AWS::IAM::Role')

const functionOf = (template: ResolvedTemplate, name: string): Resource | undefined =>
  template.ofType('AWS::Lambda::Function').find((one) => one.name.endsWith(`-${name}`))

const roleOf = (template: ResolvedTemplate, name: string): Resource | undefined =>
  roles(template).find(({ attributes }) => attributes['Arn'] === functionOf(template, name)?.properties['Role'])

const statementsOf = (template: ResolvedTemplate, name: string): Statement[] => {
  const role = roleOf(template, name)
  return role ? statementsOfRole(template, role) : []
}

const allows = (template: ResolvedTemplate, name: string, action: string): boolean => {
  const role = roleOf(template, name)
  return role !== undefined && allowsIn(template, role, action)
}

const allowsIn = (template: ResolvedTemplate, role: Resource, action: string): boolean =>
  statementsOfRole(template, role).some(({ Effect, Action }) => Effect === 'Allow' && Action?.includes(action))

const mentions = (template: ResolvedTemplate, logicalId: string, text: string): boolean =>
  JSON.stringify(template.resources.find((one) => one.logicalId === logicalId)?.properties ?? {}).includes(text)

const Variables = z.record(z.string(), z.string())

/** Whether `resolve`, which decides whether anybody is told of a run, and `notify`, which tells, are told the same. */
const tells = (template: ResolvedTemplate, name: string): boolean => {
  const values = ['resolve', 'notify'].map((one) => {
    const environment = (functionOf(template, one)?.properties['Environment'] ?? {}) as JsonObject
    return Variables.parse(environment['Variables'] ?? {})[name]
  })
  return values[0] === values[1] && values[0] !== ''
}
