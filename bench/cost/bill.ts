import { costOf } from './prices.ts'
import type { Usage } from './usage.ts'

/** Dollars by what they are paid for. */
export type Bill = Readonly<Record<string, number>>

export const billOf = (usage: Usage): Bill => ({
  'SQS requests': costOf('sqsRequests', usage.sqsRequests),
  'DynamoDB writes': costOf('dynamoWrites', usage.writeUnits),
  'DynamoDB reads': costOf('dynamoReads', usage.readUnits),
  'Lambda requests': costOf('lambdaRequests', usage.invocations),
  'Lambda GB-s': costOf('lambdaDuration', usage.gbSeconds),
  'S3 requests': costOf('s3Writes', usage.s3Writes) + costOf('s3Reads', usage.s3Reads),
  logs: costOf('logIngestion', usage.logBytes / 1e9),
})

export const totalOf = (bill: Bill): number => Object.values(bill).reduce((sum, dollars) => sum + dollars, 0)
