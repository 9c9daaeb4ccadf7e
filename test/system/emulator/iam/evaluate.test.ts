import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../lib/core/kubernetes.ts'
import { permission } from '../call/permission.ts'
import { decide } from './evaluate.ts'
import { statementsIn } from './policy.ts'

const allow = (more: Record<string, Json>): Json => ({
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: '*',
  ...more,
})
const queue = 'arn:aws:sqs:us-east-1:1:jobs'
const decision = (statements: Json[], action = 'sqs:SendMessage', context: Record<string, string[]> = {}) =>
  decide(statementsIn({ Statement: statements }), permission(action, queue, context))

describe('a decision', () => {
  it.each<[string, Json[], string]>([
    ['no statement', [], 'not allowed'],
    ['the very action and resource', [allow({ Resource: queue })], 'allowed'],
    ['another resource', [allow({ Resource: `${queue}-dlq` })], 'not allowed'],
    ['wildcards', [allow({ Action: 'SQS:Send*', Resource: 'arn:aws:sqs:*:?:j*' })], 'allowed'],
    ['a Deny besides', [allow({}), allow({ Effect: 'Deny', Action: '*' })], 'denied'],
    ['NotAction', [allow({ Action: null, NotAction: 'sqs:Delete*' })].map(dropNull), 'allowed'],
    ['NotResource of it', [allow({ Resource: null, NotResource: queue })].map(dropNull), 'not allowed'],
    [
      'a Deny of insecure transport',
      [allow({}), allow({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } } })],
      'allowed',
    ],
    [
      'a condition on what the call lacks',
      [allow({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } })],
      'not allowed',
    ],
    [
      'the same, if it exists',
      [allow({ Condition: { StringEqualsIfExists: { 'aws:PrincipalTag/team': 'a' } } })],
      'allowed',
    ],
    ['that it is absent', [allow({ Condition: { Null: { 'aws:PrincipalTag/team': 'true' } } })], 'allowed'],
  ])('with %s is right', (_, statements, expected) => {
    expect(decision(statements)).toBe(expected)
  })

  it.each<[string, string[], string]>([
    ['ForAllValues:StringLike', ['RUN#1', 'RUN#2'], 'allowed'],
    ['ForAllValues:StringLike', ['RUN#1', 'DEF#2'], 'not allowed'],
    ['ForAnyValue:StringLike', ['RUN#1', 'DEF#2'], 'allowed'],
    ['ForAnyValue:StringLike', [], 'not allowed'],
    ['ForAllValues:StringNotLike', ['DEF#1'], 'allowed'],
  ])('with %s of %j is %s', (operator, keys, expected) => {
    const statements = [allow({ Condition: { [operator]: { 'dynamodb:LeadingKeys': ['RUN#*'] } } })]
    expect(decision(statements, 'sqs:SendMessage', { 'dynamodb:leadingkeys': keys })).toBe(expected)
  })

  it('is not made by a condition that nobody can read here', () => {
    const statements = [allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01' } } })]
    expect(() => decision(statements)).toThrow('DateLessThan')
  })
})

function dropNull(statement: Json): Json {
  return Object.fromEntries(Object.entries(statement as Record<string, Json>).filter(([, value]) => value !== null))
}
