/**
 * AWS list prices of us-east-1, in dollars, before any free tier or discount. AWS's price list cannot be asked from where
 * this was written: `seen` says whether a copy of AWS's own page had the price (`page`), or what others wrote of it in 2025
 * and 2026 (`secondary`), or neither, so that it is what is generally known (`unverified`).
 */
export const asOf = '2026-12-01'

export interface Price {
  dollars: number
  /** For how many of what. */
  per: number
  unit: string
  source: string
  seen: 'page' | 'secondary' | 'unverified'
}

const million = 1_000_000

export const prices = {
  lambdaRequests: {
    dollars: 0.2,
    per: million,
    unit: 'requests',
    source: 'https://aws.amazon.com/lambda/pricing/',
    seen: 'secondary',
  },
  /** arm64. Billed by the millisecond, the loading of a new environment included. */
  lambdaDuration: {
    dollars: 0.0000133334,
    per: 1,
    unit: 'GB-s',
    source: 'https://aws.amazon.com/lambda/pricing/',
    seen: 'secondary',
  },
  /** Standard queues. Each 64 KiB of a request, or of its answer, count as one. */
  sqsRequests: {
    dollars: 0.4,
    per: million,
    unit: 'requests',
    source: 'https://aws.amazon.com/sqs/pricing/',
    seen: 'secondary',
  },
  /** On demand, since November 2024. */
  dynamoWrites: {
    dollars: 0.625,
    per: million,
    unit: 'write units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    seen: 'secondary',
  },
  dynamoReads: {
    dollars: 0.125,
    per: million,
    unit: 'read units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    seen: 'secondary',
  },
  dynamoStorage: {
    dollars: 0.25,
    per: 1,
    unit: 'GB-months',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    seen: 'page',
  },
  /** Point-in-time recovery. */
  dynamoBackup: {
    dollars: 0.2,
    per: 1,
    unit: 'GB-months',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    seen: 'unverified',
  },
  /** PUT, COPY, POST, LIST. */
  s3Writes: {
    dollars: 0.005,
    per: 1_000,
    unit: 'requests',
    source: 'https://aws.amazon.com/s3/pricing/',
    seen: 'secondary',
  },
  /** GET, HEAD and all others; DELETE is free. */
  s3Reads: {
    dollars: 0.0004,
    per: 1_000,
    unit: 'requests',
    source: 'https://aws.amazon.com/s3/pricing/',
    seen: 'secondary',
  },
  s3Storage: {
    dollars: 0.023,
    per: 1,
    unit: 'GB-months',
    source: 'https://aws.amazon.com/s3/pricing/',
    seen: 'unverified',
  },
  /** Of standard resolution, each metric that it looks at. */
  alarms: {
    dollars: 0.1,
    per: 1,
    unit: 'alarm-months',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    seen: 'secondary',
  },
  /** A metric of one's own, while it has values: by the hour. */
  customMetrics: {
    dollars: 0.3,
    per: 1,
    unit: 'metric-months',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    seen: 'secondary',
  },
  logIngestion: {
    dollars: 0.5,
    per: 1,
    unit: 'GB',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    seen: 'secondary',
  },
  logStorage: {
    dollars: 0.03,
    per: 1,
    unit: 'GB-months',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    seen: 'unverified',
  },
  /** Scheduled rules on the default bus. */
  scheduledRules: {
    dollars: 0,
    per: million,
    unit: 'invocations',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    seen: 'unverified',
  },
  /** Events that somebody puts on a bus, such as those of runs. */
  busEvents: {
    dollars: 1,
    per: million,
    unit: 'events of 64 KB',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    seen: 'secondary',
  },
  stepFunctionsTransitions: {
    dollars: 25,
    per: million,
    unit: 'state transitions',
    source: 'https://aws.amazon.com/step-functions/pricing/',
    seen: 'page',
  },
} as const satisfies Record<string, Price>

export type PriceName = keyof typeof prices

/** What an amount of something costs. */
export const costOf = (name: PriceName, amount: number): number => (amount / prices[name].per) * prices[name].dollars
