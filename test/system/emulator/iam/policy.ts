import * as z from 'zod'
import type { Json } from '../../../../lib/core/kubernetes.ts'
import type { ResolvedTemplate, Resource } from '../template.ts'
import { managedPolicies } from './managed-policies.ts'

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())])
const values = z.union([z.string(), z.boolean(), z.number()]).transform(String)

export const Statement = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  /** Operator → condition key → values, one of which must fit. */
  Condition: z
    .record(z.string(), z.record(z.string(), z.union([values.transform((one) => [one]), z.array(values)])))
    .default({}),
})
export type Statement = z.infer<typeof Statement>

const PolicyDocument = z.object({
  Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]),
})

export const statementsIn = (document: Json): Statement[] => PolicyDocument.parse(document).Statement

/** Every statement that a role has: its own policies, those attached to it from elsewhere, and AWS's. */
export const statementsOfRole = (template: ResolvedTemplate, role: Resource): Statement[] => {
  const own = ((role.properties['Policies'] ?? []) as { PolicyDocument: Json }[]).map((one) => one.PolicyDocument)
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy']
    .flatMap(template.ofType)
    .filter(({ ref, properties }) => isAttached(properties, ref, role))
    .map(({ properties }) => properties['PolicyDocument'] ?? {})
  const managed = ((role.properties['ManagedPolicyArns'] ?? []) as string[])
    .filter((arn) => arn.startsWith('arn:aws:iam::aws:'))
    .map(managedPolicy)
  return [...own, ...attached, ...managed].flatMap(statementsIn)
}

const isAttached = (properties: Record<string, Json>, arn: string, role: Resource): boolean => {
  const named = [properties['RoleName'], ...((properties['Roles'] ?? []) as Json[])]
  return named.includes(role.name) || ((role.properties['ManagedPolicyArns'] ?? []) as Json[]).includes(arn)
}

const managedPolicy = (arn: string): Json => {
  const document = managedPolicies[arn.split('/').at(-1) ?? '']
  if (!document) throw new Error(`the policy ${arn} is not known here`)
  return document
}

/** What the policies of queues and buckets refuse to everybody. Whom they allow does not matter within one account. */
export const refusalsOfResources = (template: ResolvedTemplate): Statement[] =>
  ['AWS::SQS::QueuePolicy', 'AWS::SQS::QueueInlinePolicy', 'AWS::S3::BucketPolicy']
    .flatMap(template.ofType)
    .flatMap(({ properties }) => statementsIn(properties['PolicyDocument'] ?? {}))
    .filter(({ Effect }) => Effect === 'Deny')
