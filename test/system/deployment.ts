import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createDynamoDefinitions } from '../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoLeases } from '../../lib/adapters/aws/dynamo/dynamo-leases.ts'
import { createDynamoRunHeaders } from '../../lib/adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunLog } from '../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { createTable } from '../../lib/adapters/aws/dynamo/table.ts'
import { createS3Objects } from '../../lib/adapters/aws/s3/s3-objects.ts'
import { createSqsQueues } from '../../lib/adapters/aws/sqs/sqs-queues.ts'
import { createKubeCluster } from '../../lib/adapters/kube/kube-cluster.ts'
import { createKubeDocuments } from '../../lib/adapters/kube/kube-documents.ts'
import { urlConnection } from '../../lib/adapters/kube/url-connection.ts'
import { systemClock as clock } from '../../lib/adapters/system/system-clock.ts'
import { queueNames } from '../../lib/core/message.ts'
import { processKubelet } from '../../lib/local/cluster/process/process-kubelet.ts'
import { createFileRuns } from '../support/file-runs.ts'
import { packageService } from './package-service.ts'
import { type SystemOptions, startSystem } from './world.ts'

const identity = { region: 'us-east-1', credentials: { accessKeyId: 'person', secretAccessKey: 'secret' } }

/** What differs from the settings of a deployment, so that a test need not wait for minutes. Milliseconds. */
const variables = {
  MILLRACE_HORIZON: '3000',
  MILLRACE_CHECK_INTERVAL: '5000',
  MILLRACE_SILENCE: '10000',
  MILLRACE_PENDING_TIMEOUT: '60000',
  MILLRACE_DISRUPTION_BACKOFF: '250',
}

/**
 * The service as it is packaged, in emulated AWS, with what a person who has rights to all of it reaches. Ticks come
 * thirty times as often as they would.
 */
export const deploy = async (
  options: Partial<Omit<SystemOptions, 'template' | 'artefacts'>> & { params?: Readonly<Record<string, string>> } = {},
) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-deployment-'))
  const packaged = await packageService(join(folder, 'package'), {
    params: { clusterName: 'mill', clusterParameter: '/mill/place', ...options.params },
  })
  const system = await startSystem({
    kubelet: (place) => processKubelet({ folder: place }),
    faster: 30,
    ...options,
    ...packaged,
    variables: { ...variables, ...options.variables },
  })
  const { endpoints, variable } = system
  const dynamo = new DynamoDBClient({ ...identity, endpoint: endpoints.dynamodb })
  const sqs = new SQSClient({ ...identity, endpoint: endpoints.sqs, useQueueUrlAsEndpoint: false })
  const s3 = new S3Client({ ...identity, endpoint: endpoints.s3, forcePathStyle: true })
  const table = createTable({ client: dynamo, name: variable('MILLRACE_TABLE') })
  const urls = Object.fromEntries(
    queueNames.map((name) => {
      const [queue, letters] = [`MILLRACE_QUEUE_${name.toUpperCase()}`, `MILLRACE_DLQ_${name.toUpperCase()}`]
      return [name, { url: variable(queue), deadLetterUrl: variable(letters) }]
    }),
  )
  const connection = urlConnection(system.cluster!.direct)
  const reach = {
    clock,
    headers: createDynamoRunHeaders({ table }),
    runLog: createDynamoRunLog({ table }),
    leases: createDynamoLeases({ table }),
    definitions: createDynamoDefinitions({ table }),
    queues: createSqsQueues({ client: sqs, urls }),
    objects: createS3Objects({ client: s3, bucket: variable('MILLRACE_BUCKET') }),
    cluster: createKubeCluster(connection),
    documents: createKubeDocuments(connection),
    log: { lines: [] as string[] },
  }
  return {
    ...reach,
    system,
    files: createFileRuns(reach, { patience: 240_000 }),
    stop: async (): Promise<void> => {
      await system.stop()
      await connection.close()
      for (const client of [dynamo, sqs, s3]) client.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Deployed = Awaited<ReturnType<typeof deploy>>
