import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createKubeCluster } from '../../lib/adapters/kube/kube-cluster.ts'
import { createKubeDocuments } from '../../lib/adapters/kube/kube-documents.ts'
import { urlConnection } from '../../lib/adapters/kube/url-connection.ts'
import { systemClock as clock } from '../../lib/adapters/system/system-clock.ts'
import { systemRandom as random } from '../../lib/adapters/system/system-random.ts'
import type { RunId } from '../../lib/core/message.ts'
import type { Plan } from '../../lib/core/plan.ts'
import { indexPlan } from '../../lib/core/plan.ts'
import { replay } from '../../lib/core/replay.ts'
import type { RunSettings } from '../../lib/core/settings.ts'
import { startEmbeddedCluster } from '../../lib/local/cluster/embedded-cluster.ts'
import type { MakeKubelet } from '../../lib/local/cluster/kubelet.ts'
import { startEngine } from '../../lib/local/engine.ts'
import { openStore } from '../../lib/local/store.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'
import { settings as defaults, openRun, recordingLog } from './memory-world.ts'

export interface EmbeddedWorldOptions {
  kubelet: MakeKubelet
  settings?: Partial<RunSettings>
  /** Puts something between the use cases and the cluster, such as a stall. */
  wrap?: (cluster: Cluster) => Cluster
}

/** The embedded mode in a folder of its own: SQLite file, API server over HTTP, every use case. */
export const embeddedWorld = async ({ kubelet, settings, wrap = (cluster) => cluster }: EmbeddedWorldOptions) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-world-'))
  const path = join(folder, 'millrace.db')
  const store = openStore(path, { clock, random })
  const database = new DatabaseSync(path, { timeout: 5_000 })
  const log = recordingLog()
  const embedded = await startEmbeddedCluster({ database, dataFolder: join(folder, 'cluster'), kubelet, log })
  const connection = urlConnection(embedded)
  const cluster = createKubeCluster(connection)
  const kept = { ...defaults, ...settings }
  const engine = startEngine({ store, cluster: wrap(cluster), settings: kept, clock, random, log })

  return {
    ...store,
    cluster,
    documents: createKubeDocuments(connection),
    clock,
    log,
    folder,
    start: async (runId: RunId, plan: Plan): Promise<void> => {
      await openRun({ ...store, clock }, runId, { plan, settings: kept })
      await store.queues.send('submit', [{ body: JSON.stringify({ type: 'run.prepare', runId }) }])
    },
    stateOf: async (runId: RunId, plan: Plan) => replay(indexPlan(plan), await store.runLog.read(runId, 0)),
    /** Resolves with the header once it says so; throws after `within` ms. */
    until: async (runId: RunId, what: 'ended' | 'closed', within = 60_000) => {
      for (const end = clock.now() + within; clock.now() < end; await clock.wait(5)) {
        const header = await store.headers.get(runId)
        if (header?.endedAt !== undefined && (what === 'ended' || header.dueAt === undefined)) return header
      }
      throw new Error(`not ${what} after ${within} ms\n${log.lines.slice(-20).join('\n')}`)
    },
    /** Pods that the API server has ever created, by name. */
    created: (): { name: string; namespace: string; uid: string }[] =>
      store.database.all('SELECT name, namespace, uid FROM cluster_created'),
    stop: async () => {
      await engine.stop()
      await embedded.close()
      database.close()
      store.database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
