import type { Json } from '../../../../lib/core/kubernetes.ts'

const allow = (...Action: string[]): Json => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']

/** AWS's own policies that functions are given, by name, as the AWS Managed Policy Reference has them. */
export const managedPolicies: Record<string, Json> = {
  AWSLambdaBasicExecutionRole: allow(...logs),
  AWSLambdaVPCAccessExecutionRole: allow(
    ...logs,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ),
  AWSLambdaSQSQueueExecutionRole: allow(...logs, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'),
}
