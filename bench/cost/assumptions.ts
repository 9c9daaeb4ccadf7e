/** What cannot be measured without AWS, and is taken for a fact by the figures. */
export const assumptions = {
  /**
   * Milliseconds that one request takes from a function in the same region, median. AWS says of DynamoDB "single-digit
   * milliseconds" (https://aws.amazon.com/dynamodb/features/), of SQS "tens of milliseconds" and more
   * (https://aws.amazon.com/sqs/faqs/), of S3 "roughly 100–200 ms" for small objects
   * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html). An API server answers a write
   * within some ten milliseconds when it is not loaded: its SLO is 1 s at the 99th percentile
   * (https://github.com/kubernetes/community/blob/main/sig-scalability/slos/api_call_latency.md).
   */
  latency: { dynamodb: 5, sqs: 10, s3: 100, kubernetes: 20 } as Readonly<Record<string, number>>,
  /**
   * MB of memory that come with one processor (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html);
   * less have a part of it, but for the time in which they are loaded, which is billed since August 2025 and is not slowed
   * down (https://bitesizedserverless.com/bite/when-is-the-lambda-init-phase-free-and-when-is-it-billed/). A processor of
   * Graviton is taken to be as fast as one of this machine.
   */
  memoryOfOneProcessor: 1_769,
  /**
   * START, END and REPORT, which Lambda writes for each invocation, with 26 bytes for each event that CloudWatch adds:
   * about so many bytes.
   */
  platformLogBytes: 370,
  /** Bytes that CloudWatch adds to each event (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html). */
  logEventBytes: 26,
  /**
   * Requests for messages that Lambda has under way at an idle queue: five, and it does not go down to two for a mapping
   * with a maximum concurrency (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). That says nothing
   * of a maximum below five, which is taken to change nothing.
   */
  idlePollers: 5,
  /** Seconds that each of them waits: the longest that SQS has. AWS does not say how long Lambda's wait. */
  pollSeconds: 20,
  /** Days of a month are 365.25 / 12. */
  monthSeconds: (365.25 / 12) * 86_400,
} as const
