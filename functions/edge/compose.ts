import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createDynamoLeases } from '../../lib/adapters/aws/dynamo/dynamo-leases.ts'
import { createDynamoRunHeaders } from '../../lib/adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunLog } from '../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { createTable } from '../../lib/adapters/aws/dynamo/table.ts'
import { createSqsQueues } from '../../lib/adapters/aws/sqs/sqs-queues.ts'
import { systemClock } from '../../lib/adapters/system/system-clock.ts'
import { systemRandom } from '../../lib/adapters/system/system-random.ts'
import { createRunStates } from '../../lib/app/run-states.ts'
import { awsClient } from './aws-client.ts'
import { installation, optional, queueUrls, required } from './environment.ts'
import { createInvocation } from './invocation.ts'
import { createJsonLog } from './json-log.ts'

/** A quarter of the function's memory is for states of runs that it has seen before. */
const stateBytes = (): number => (Number(optional('AWS_LAMBDA_FUNCTION_MEMORY_SIZE') ?? 256) * 1024 * 1024) / 4

/** The ports that every function needs, made once per process. */
export const compose = (name: string) => {
  const invocation = createInvocation()
  const signal = (): AbortSignal | undefined => invocation.signal
  const client = new DynamoDBClient(awsClient)
  const table = createTable({ client, name: required('MILLRACE_TABLE'), signal })
  const sqs = new SQSClient({ ...awsClient, useQueueUrlAsEndpoint: false })
  const runLog = createDynamoRunLog({ table })
  return {
    invocation,
    signal,
    clock: systemClock,
    random: systemRandom,
    log: createJsonLog({ base: { function: name, installation: installation() }, invocation }),
    table,
    runLog,
    headers: createDynamoRunHeaders({ table }),
    leases: createDynamoLeases({ table }),
    queues: createSqsQueues({ client: sqs, urls: queueUrls(), signal }),
    states: createRunStates({ runLog, maxBytes: stateBytes() }),
    credentials: client.config.credentials,
  }
}

export type Composed = ReturnType<typeof compose>
