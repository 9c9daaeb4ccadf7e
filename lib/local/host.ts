import { rm, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { createKubeCluster } from '../adapters/kube/kube-cluster.ts'
import { createKubeDocuments } from '../adapters/kube/kube-documents.ts'
import { urlConnection } from '../adapters/kube/url-connection.ts'
import { systemClock } from '../adapters/system/system-clock.ts'
import { systemRandom } from '../adapters/system/system-random.ts'
import type { RunSettings } from '../core/settings.ts'
import type { Cluster, Documents } from '../ports/cluster.ts'
import type { Log } from '../ports/log.ts'
import { startEmbeddedCluster } from './cluster/embedded-cluster.ts'
import type { MakeKubelet } from './cluster/kubelet.ts'
import type { DataFolder } from './data-folder.ts'
import { type Engine, startEngine } from './engine.ts'
import { holdHostLease, hostLease } from './host-lease.ts'
import { freeTheDead, type Store } from './store.ts'

export interface HostOptions {
  folder: DataFolder
  store: Store
  settings: RunSettings
  log: Log
  kubelet: MakeKubelet
  /** Told when another process has taken over: this one was asleep for longer than its lease. */
  onLost?: () => void
}

/** The process that runs the use cases and the embedded cluster of a data folder. */
export interface Host {
  cluster: Cluster
  documents: Documents
  /** Stops the engine, then the cluster; what still ran is reported as disrupted by the next host. */
  stop(): Promise<void>
}

/** kubectl sends no token over plain http, but it sends the password of a URL. */
const withPassword = (url: string, password: string): string => {
  const { protocol, host } = new URL(url)
  return `${protocol}//millrace:${password}@${host}`
}

const kubeconfigOf = (url: string, token: string): string =>
  JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'millrace',
      clusters: [{ name: 'millrace', cluster: { server: withPassword(url, token), 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'millrace', user: { token } }],
      contexts: [{ name: 'millrace', context: { cluster: 'millrace', user: 'millrace', namespace: 'default' } }],
    },
    undefined,
    2,
  )

/** Whether a living process hosts the folder. */
export const isHosted = async (store: Store): Promise<boolean> => {
  freeTheDead(store)
  const lease = await store.leases.read(hostLease)
  return lease !== undefined && lease.until > systemClock.now()
}

/**
 * Becomes the host of a data folder: frees what a dead one held, starts the embedded cluster and the engine on it.
 * Undefined when another living process is the host.
 */
export const startHost = async (options: HostOptions): Promise<Host | undefined> => {
  const { folder, store, settings, log, kubelet, onLost } = options
  const lease = await holdHostLease(store, { log, onLost })
  if (!lease) return undefined

  const database = new DatabaseSync(folder.database, { timeout: 5_000 })
  const embedded = await startEmbeddedCluster({ database, dataFolder: folder.cluster, kubelet, log })
  await writeFile(folder.kubeconfig, kubeconfigOf(embedded.url, embedded.token), { mode: 0o600 })
  const connection = urlConnection(embedded)
  const cluster = createKubeCluster(connection)
  const engine: Engine = startEngine({ store, cluster, settings, log, clock: systemClock, random: systemRandom })

  return {
    cluster,
    documents: createKubeDocuments(connection),
    stop: async () => {
      await engine.stop()
      await embedded.close()
      database.close()
      await rm(folder.kubeconfig, { force: true })
      await lease.drop()
    },
  }
}
