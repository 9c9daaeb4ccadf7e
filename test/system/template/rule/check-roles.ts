import * as z from 'zod'
import { type Resource, resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'

const Trust = z.object({
  Version: z.string(),
  Statement: z.tuple([
    z.strictObject({
      Effect: z.literal('Allow'),
      Principal: z.strictObject({ Service: z.literal('lambda.amazonaws.com') }),
      Action: z.literal('sts:AssumeRole'),
    }),
  ]),
})

/** Each function has a role of its own, which only Lambda takes, and there are no others. */
export const checkRoles: Check = (template) => {
  const { ofType } = resolveTemplate(template)
  const functions = ofType('AWS::Lambda::Function')
  return ofType('AWS::IAM::Role').flatMap((role) => {
    const users = functions.filter(({ properties }) => properties['Role'] === role.attributes['Arn'])
    return [
      ...(users.length === 1 ? [] : [`${role.logicalId}: ${users.length} functions have it, not one`]),
      ...(isLambdas(role) ? [] : [`${role.logicalId}: others than Lambda may take it`]),
    ]
  })
}

const isLambdas = ({ properties }: Resource): boolean => Trust.safeParse(properties['AssumeRolePolicyDocument']).success
