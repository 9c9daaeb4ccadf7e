/** The services that functions call here, by the name in the scope of a request's credentials. */
export const services = ['dynamodb', 'sqs', 's3', 'ssm', 'secretsmanager', 'events', 'sts'] as const
export type Service = (typeof services)[number]

/**
 * The variable by which every SDK finds a service's endpoint. That of STS is left alone: functions presign a call of it
 * and do not make it, so that their tokens name the host that they would on AWS.
 */
export const endpointVariable: Record<Exclude<Service, 'sts'>, string> = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  s3: 'AWS_ENDPOINT_URL_S3',
  ssm: 'AWS_ENDPOINT_URL_SSM',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  events: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
}
