import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createDynamoDefinitions } from '../../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoLeases } from '../../../lib/adapters/aws/dynamo/dynamo-leases.ts'
import { createDynamoRunHeaders } from '../../../lib/adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunLog } from '../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { createS3Objects } from '../../../lib/adapters/aws/s3/s3-objects.ts'
import { createSqsQueues } from '../../../lib/adapters/aws/sqs/sqs-queues.ts'
import { createKubeCluster } from '../../../lib/adapters/kube/kube-cluster.ts'
import { urlConnection } from '../../../lib/adapters/kube/url-connection.ts'
import { systemClock as clock } from '../../../lib/adapters/system/system-clock.ts'
import { systemRandom as random } from '../../../lib/adapters/system/system-random.ts'
import { startEmbeddedCluster } from '../../../lib/local/cluster/embedded-cluster.ts'
import { instantKubelet } from '../../../lib/local/cluster/instant-kubelet.ts'
import { startEngine } from '../../../lib/local/engine.ts'
import { dynamoClient, openTable } from '../../support/dynamo-table.ts'
import { startDynoxide } from '../../support/dynoxide.ts'
import { createBucket, createQueues, startFauxqs } from '../../support/fauxqs.ts'
import { settings as defaults, recordingLog } from '../../support/memory-world.ts'
import { startParameterStore } from '../../unit/cli/context/parameter-store.ts'

export const parameter = '/millrace/test/context'

/** An embedded cluster in which pods end as their annotation says. */
const startCluster = async (folder: string) => {
  const database = new DatabaseSync(':memory:')
  const options = { database, dataFolder: join(folder, 'cluster'), kubelet: instantKubelet(), log: recordingLog() }
  const embedded = await startEmbeddedCluster(options)
  const close = async (): Promise<void> => {
    await embedded.close()
    database.close()
  }
  return { ...embedded, close }
}

const kubeconfigOf = (server: string, token: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'stage', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'me', user: { token } }],
    contexts: [{ name: 'of-stage', context: { cluster: 'stage', user: 'me' } }],
  })

/** A deployed stage as a terminal sees it: emulators of AWS, a cluster, and the use cases at work in this process. */
export const startStage = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-stage-'))
  const [dynoxide, fauxqs, store, embedded] = await Promise.all([
    startDynoxide(),
    startFauxqs(),
    startParameterStore(),
    startCluster(folder),
  ])
  const client = dynamoClient(dynoxide.endpoint)
  const { table, name } = await openTable(client)
  const urls = await createQueues(fauxqs.sqs, { prefix: 'test', maxReceives: 50 })
  const bucket = await createBucket(fauxqs.s3, 'test-bucket')
  const { installation } = defaults
  store.parameters.set(parameter, JSON.stringify({ table: name, bucket, installation, queues: urls }))
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, kubeconfigOf(embedded.url, embedded.token))

  const log = recordingLog()
  const engine = startEngine({
    store: {
      runLog: createDynamoRunLog({ table }),
      headers: createDynamoRunHeaders({ table }),
      definitions: createDynamoDefinitions({ table }),
      leases: createDynamoLeases({ table }),
      queues: createSqsQueues({ client: fauxqs.sqs, urls }),
      objects: createS3Objects({ client: fauxqs.s3, bucket }),
    },
    cluster: createKubeCluster(urlConnection(embedded)),
    settings: defaults,
    clock,
    random,
    log,
  })

  return {
    log,
    kubeconfig,
    queue: urls.submit.url,
    /** Of a person who has the rights. */
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: dynoxide.endpoint,
      AWS_ENDPOINT_URL_SQS: fauxqs.endpoint,
      AWS_ENDPOINT_URL_S3: fauxqs.endpoint,
      AWS_ENDPOINT_URL_SSM: store.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stop: async () => {
      await engine.stop()
      await embedded.close()
      await Promise.all([store.close(), fauxqs.close(), dynoxide.stop()])
      client.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
