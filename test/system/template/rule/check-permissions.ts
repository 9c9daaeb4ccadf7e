import { type Statement, statementsOfRole } from '../../emulator/iam/policy.ts'
import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'

const interfaces = 'EC2 knows no resource for it before there is one; denied to the code of the function itself'

/** Actions that are allowed on whatever there is, and why. */
const onEverything: Readonly<Record<string, string>> = {
  'ec2:CreateNetworkInterface': interfaces,
  'ec2:DescribeNetworkInterfaces': interfaces,
  'ec2:DescribeSubnets': interfaces,
  'ec2:DeleteNetworkInterface': interfaces,
  'ec2:AssignPrivateIpAddresses': interfaces,
  'ec2:UnassignPrivateIpAddresses': interfaces,
}

/** Roles allow exact actions on what is ours. */
export const checkPermissions: Check = (template) => {
  const resolved = resolveTemplate(template)
  return resolved.ofType('AWS::IAM::Role').flatMap((role) =>
    statementsOfRole(resolved, role)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap((statement) => findings(statement).map((finding) => `${role.logicalId}: ${finding}`)),
  )
}

const findings = ({ Sid = 'a statement', Action, Resource }: Statement): string[] => {
  if (!Action || !Resource) return [`${Sid} names what is not allowed, instead of what is`]
  const wild = Action.filter((action) => action.includes('*'))
  const unbound = Resource.some(isUnbound) ? Action.filter((action) => !Object.hasOwn(onEverything, action)) : []
  return [
    ...wild.map((action) => `${Sid} allows ${action}`),
    ...unbound.map((action) => `${Sid} allows ${action} on whatever there is`),
  ]
}

/** Of an ARN everything up to the resource is exact, and the resource begins with a name. */
const isUnbound = (resource: string): boolean => {
  const [, , service = '*', region = '', account = '', ...rest] = resource.split(':')
  return `${service}${region}${account}`.includes('*') || /^(?:[a-z-]+[/:])?\*/.test(rest.join(':'))
}
