import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/core/kubernetes.ts'
import { resolveTemplate } from './template.ts'

const queue = (properties: Record<string, Json> = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties })

/** What becomes of an expression in a template with a queue `Jobs`, a table `State` and two conditions. */
const resolve = (expression: Json, parameters?: Record<string, Json>): Json | undefined =>
  resolveTemplate(
    {
      Parameters: {
        Stage: { Type: 'String', Default: 'dev' },
        Subnets: { Type: 'CommaDelimitedList', Default: 'a,b' },
      },
      Mappings: { Memory: { prod: { small: 256 }, dev: { small: 128 } } },
      Conditions: {
        IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
        NotProd: { 'Fn::Not': [{ Condition: 'IsProd' }] },
        Never: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'NotProd' }] },
        Always: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'NotProd' }] },
      },
      Resources: {
        Jobs: queue({ QueueName: { 'Fn::Sub': 'jobs-${Stage}' } }),
        State: { Type: 'AWS::DynamoDB::Table' },
        Missing: { ...queue(), Condition: 'Never' },
        Subject: { Type: 'AWS::CloudWatch::Alarm', Properties: { Subject: expression } },
      },
    },
    parameters && { parameters },
  ).ofType('AWS::CloudWatch::Alarm')[0]?.properties['Subject']

describe('a template', () => {
  it.each<[string, Json, Json]>([
    ['Ref of a parameter', { Ref: 'Stage' }, 'dev'],
    ['Ref of a list', { Ref: 'Subnets' }, ['a', 'b']],
    ['Ref of a queue, its URL', { Ref: 'Jobs' }, 'https://sqs.us-east-1.amazonaws.com/000000000000/jobs-dev'],
    [
      'Ref of a resource without a name',
      { Ref: 'State' },
      expect.stringMatching(/^millrace-test-State-[0-9A-F]{12}$/) as Json,
    ],
    ['GetAtt', { 'Fn::GetAtt': ['Jobs', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:jobs-dev'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Jobs.QueueName' }, 'jobs-dev'],
    [
      'Sub',
      { 'Fn::Sub': '${Stage}/${Jobs.Arn}/${AWS::AccountId}/${!Literal}' },
      'dev/arn:aws:sqs:us-east-1:000000000000:jobs-dev/000000000000/${Literal}',
    ],
    ['Sub with names of its own', { 'Fn::Sub': ['${a}-${Stage}', { a: { Ref: 'AWS::Region' } }] }, 'us-east-1-dev'],
    ['Join', { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, { Ref: 'Stage' }]] }, 'arn:aws:dev'],
    ['Select and Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { 'Fn::GetAtt': ['Jobs', 'QueueName'] }] }] }, 'dev'],
    ['If', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'no'],
    ['If of Or', { 'Fn::If': ['Always', { Ref: 'Stage' }, { Ref: 'Missing' }] }, 'dev'],
    ['If with NoValue', { kept: 1, left: { 'Fn::If': ['IsProd', 2, { Ref: 'AWS::NoValue' }] } }, { kept: 1 }],
    ['If with NoValue in a list', [1, { 'Fn::If': ['IsProd', 2, { Ref: 'AWS::NoValue' }] }], [1]],
    ['FindInMap', { 'Fn::FindInMap': ['Memory', { Ref: 'Stage' }, 'small'] }, 128],
    ['Base64', { 'Fn::Base64': { Ref: 'Stage' } }, 'ZGV2'],
  ])('has %s resolved', (_, expression, expected) => {
    expect(resolve(expression)).toEqual(expected)
  })

  it('takes the parameters that are given', () => {
    expect(resolve({ 'Fn::If': ['IsProd', { Ref: 'Jobs' }, 'no'] }, { Stage: 'prod' })).toMatch(/\/jobs-prod$/)
  })

  it('leaves out resources whose condition is false', () => {
    const { resources } = resolveTemplate({
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: queue(), B: { ...queue(), Condition: 'No' } },
    })
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['A'])
  })

  it.each<[string, Json, RegExp]>([
    ['what is not there', { Ref: 'Nobody' }, /Subject: there is no resource Nobody/],
    ['what is not made', { Ref: 'Missing' }, /Missing is not made: its condition Never is false/],
    ['an attribute that is not known', { 'Fn::GetAtt': ['Jobs', 'Colour'] }, /Jobs has no attribute Colour/],
    ['another stack', { 'Fn::ImportValue': 'x' }, /Fn::ImportValue, which cannot be resolved here/],
  ])('is refused when it refers to %s', (_, expression, message) => {
    expect(() => resolve(expression)).toThrow(message)
  })
})
