import { createDynamoDefinitions } from '../../adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoRunHeaders } from '../../adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunInventory } from '../../adapters/aws/dynamo/dynamo-run-inventory.ts'
import { createDynamoRunLog } from '../../adapters/aws/dynamo/dynamo-run-log.ts'
import { createSqsQueues } from '../../adapters/aws/sqs/sqs-queues.ts'
import type { Queues } from '../../ports/queues.ts'
import type { RunInventory } from '../../ports/run-inventory.ts'
import type { StageContext } from '../context/context.ts'
import { readStage } from '../context/read-stage.ts'
import { openBucket, openSqs, openTable } from '../host/aws-client.ts'
import type { PlaceStore } from '../place/place.ts'
import type { Stage } from './stage-parameter.ts'

/** What a stage keeps, by the rights of whoever asks. */
export interface OpenStage {
  stage: Stage
  store: PlaceStore
  inventory: RunInventory
  /** Of submissions alone: their dead letters can be looked at without those of all other queues. */
  submissions: Queues
}

/** Asks where the stage is, and opens the ports on it. Nothing else is asked before a port is used. */
export const openStage = async (context: StageContext): Promise<OpenStage> => {
  const stage = await readStage(context)
  const [table, objects, client] = await Promise.all([
    openTable(stage.table, context),
    openBucket(stage.bucket, context),
    openSqs(context),
  ])
  return {
    stage,
    store: {
      runLog: createDynamoRunLog({ table }),
      headers: createDynamoRunHeaders({ table }),
      definitions: createDynamoDefinitions({ table }),
      queues: createSqsQueues({ client, urls: stage.queues }),
      objects,
    },
    inventory: createDynamoRunInventory({ table }),
    submissions: createSqsQueues({ client, urls: { submit: stage.queues.submit } }),
  }
}
