import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../adapters/system/system-clock.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { resourceNamed } from './api/resource.ts'
import { createClaimBinder } from './control/claim-binder.ts'
import { createClaimKeeper, sweepFolders } from './control/claim-keeper.ts'
import { createRecorder } from './control/events.ts'
import { createKubeletFeed } from './control/kubelet-feed.ts'
import { createNamespaceKeeper } from './control/namespace-keeper.ts'
import { nodeName, nodeObject } from './control/node.ts'
import { createNodeApi } from './control/node-api.ts'
import { afterRestart } from './control/node-restart.ts'
import { asPod } from './control/pod-facts.ts'
import { createScheduler } from './control/scheduler.ts'
import { startServer } from './http/server.ts'
import type { Kubelet, MakeKubelet } from './kubelet.ts'
import type { Context } from './registry/context.ts'
import { deleteObject } from './registry/delete-object.ts'
import { makeNamespace } from './registry/namespaces.ts'
import { openObjectStore } from './store/object-store.ts'
import type { Change } from './store/stored.ts'

export interface EmbeddedClusterOptions {
  /** Tables with the prefix `cluster_` are made in it. Its transactions must not stay open across turns of the event loop. */
  database: DatabaseSync
  /** The folders behind claims are made in it. */
  dataFolder: string
  kubelet: MakeKubelet
  clock?: Clock
  log?: Log
  /** Changes per resource that a watch can resume from, at least. */
  historyLimit?: number
}

export interface EmbeddedCluster {
  url: string
  /** Every request needs it: `Authorization: Bearer …`. */
  token: string
  /** Ends all watches and all that the kubelet runs. Pods that had not ended are reported as lost at the next start. */
  close(): Promise<void>
}

/**
 * A Kubernetes API server for one machine: one node, pods run by the kubelet given, objects in SQLite.
 * What had been running when its process died is reported as disrupted; what had not started is started.
 */
export const startEmbeddedCluster = async (options: EmbeddedClusterOptions): Promise<EmbeddedCluster> => {
  const { database, dataFolder, clock = systemClock, log } = options
  const onError = (error: unknown) => log?.error('embedded cluster failed', { error: String((error as Error).stack) })
  const folders = join(dataFolder, 'volumes')
  mkdirSync(folders, { recursive: true })
  const store = openObjectStore(database, {
    onError,
    ...(options.historyLimit && { historyLimit: options.historyLimit }),
  })
  const context: Context = { store, clock }
  const record = createRecorder(context)
  let closed = false
  const kubelet = options.kubelet(createNodeApi(context, folders, record, () => closed))

  const feed = createKubeletFeed(kubelet)
  const claimKeeper = createClaimKeeper(context, folders, onError)
  const controllers = [
    createClaimBinder(context, folders, record),
    createScheduler(context, record),
    createNamespaceKeeper(context),
    claimKeeper.review,
    (change: Change) => (change.stored.resource === 'pods' ? feed(change) : undefined),
  ]
  for (const controller of controllers)
    store.observe((change) => {
      if (!closed) controller(change)
    })
  resume(context, kubelet, controllers)
  store.flush()
  await sweepFolders(context, folders)
  const token = randomBytes(24).toString('hex')
  const server = await startServer(context, kubelet, { token, onError })
  return {
    url: server.url,
    token,
    close: async () => {
      store.flush()
      closed = true
      await server.close()
      await kubelet.close()
      store.flush()
      await claimKeeper.settle()
    },
  }
}

/** Takes up what the process before left: its pods, and what always exists. */
const resume = (context: Context, kubelet: Kubelet, controllers: readonly ((change: Change) => void)[]) => {
  const { store, clock } = context
  if (store.get('namespaces', '', 'default') === undefined) makeNamespace(context, 'default')
  if (store.get('nodes', '', nodeName) === undefined) store.create('nodes', nodeObject(clock.now()))
  const { unstarted, terminated, unplaced } = afterRestart(context)
  const pods = resourceNamed('pods')
  for (const entry of terminated) if (pods) deleteObject(context, pods, entry, { gracePeriodSeconds: 0 })
  for (const entry of unstarted) kubelet.start(asPod(entry.object))
  const review = (change: Change) => controllers.forEach((controller) => controller(change))
  for (const resource of ['namespaces', 'persistentvolumeclaims'])
    for (const entry of store.all(resource).values()) review({ type: 'MODIFIED', stored: entry, previous: entry })
  for (const entry of unplaced) review({ type: 'ADDED', stored: entry })
}
