import { type Statement, statementsIn } from '../../emulator/iam/policy.ts'
import { type Resource, resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'

/** Nobody reaches a queue or a bucket without TLS. */
export const checkTransport: Check = (template) => {
  const { ofType } = resolveTemplate(template)
  const statements = ['AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy']
    .flatMap(ofType)
    .flatMap(({ properties }) => statementsIn(properties['PolicyDocument'] ?? {}))
    .filter(refusesPlainText)
  return [...ofType('AWS::SQS::Queue'), ...ofType('AWS::S3::Bucket')]
    .filter(({ type, attributes }) => {
      const arn = attributes['Arn'] ?? ''
      const needed = type === 'AWS::S3::Bucket' ? [arn, `${arn}/*`] : [arn]
      return !needed.every((one) => statements.some((statement) => speaksOf(statement, type, one)))
    })
    .map(({ logicalId }) => `${logicalId}: may be reached without TLS`)
}

const refusesPlainText = ({ Effect, Condition }: Statement): boolean =>
  Effect === 'Deny' &&
  Object.keys(Condition).length === 1 &&
  Condition['Bool']?.['aws:SecureTransport']?.join() === 'false'

const speaksOf = ({ Action = [], Resource = [] }: Statement, type: Resource['type'], arn: string): boolean =>
  Action.includes(type === 'AWS::SQS::Queue' ? 'sqs:*' : 's3:*') && Resource.includes(arn)
