import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Pod } from '../../../../lib/core/kubernetes.ts'
import { startEmbeddedCluster } from '../../../../lib/local/cluster/embedded-cluster.ts'
import { instantKubelet } from '../../../../lib/local/cluster/instant-kubelet.ts'
import type { MakeKubelet } from '../../../../lib/local/cluster/kubelet.ts'
import type { Clock } from '../../../../lib/ports/clock.ts'

/** What the API answers; only what a test looks at has a type. */
export interface Body {
  kind: string
  status: unknown
  message: string
  reason: string
  code: number
  details: { name: string; kind: string; causes: { reason: string; field: string; message: string }[] }
  metadata: {
    name: string
    namespace: string
    uid: string
    resourceVersion: string
    creationTimestamp: string
    deletionTimestamp?: string
    deletionGracePeriodSeconds?: number
    generation?: number
    finalizers?: string[]
    labels?: Record<string, string>
    annotations?: Record<string, string>
    continue?: string
    remainingItemCount?: number
  }
  items: Body[]
  [field: string]: unknown
}

export interface Answer {
  code: number
  body: Body
  text: string
}

export interface Frame {
  type: string
  object: Body
}

export interface Watching {
  /** The next frame; undefined when the server has ended the watch. */
  next(): Promise<Frame | undefined>
  close(): void
}

interface Options {
  kubelet?: MakeKubelet
  clock?: Clock
  historyLimit?: number
  /** An earlier server's, to start again on. */
  database?: DatabaseSync
  dataFolder?: string
}

export type Served = Awaited<ReturnType<typeof serve>>

/** An embedded cluster, spoken to over HTTP. */
export const serve = async ({ kubelet = instantKubelet(), ...options }: Options = {}) => {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'embedded-'))
  const database = options.database ?? new DatabaseSync(':memory:')
  const cluster = await startEmbeddedCluster({ ...options, database, dataFolder, kubelet })
  const authorization = `Bearer ${cluster.token}`

  const call = async (method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> => {
    const response = await fetch(cluster.url + path, {
      method,
      headers: { authorization, 'content-type': type },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type') === 'application/json'
    return { code: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Body }
  }

  const watch = async (path: string): Promise<Watching> => {
    const leaving = new AbortController()
    const response = await fetch(cluster.url + path, { headers: { authorization }, signal: leaving.signal })
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    const frames = lines(response.body as ReadableStream<Uint8Array>)
    return {
      next: async () => (await frames.next()).value ?? undefined,
      close: () => leaving.abort(),
    }
  }

  return {
    ...cluster,
    dataFolder,
    database,
    call,
    watch,
    get: (path: string) => call('GET', path),
    post: (path: string, body: unknown) => call('POST', path, body),
    merge: (path: string, body: unknown) => call('PATCH', path, body, 'application/merge-patch+json'),
    stop: async () => {
      await cluster.close()
      database.close()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<Frame, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield JSON.parse(part) as Frame
  }
  return undefined
}

export const pods = (namespace = 'default') => `/api/v1/namespaces/${namespace}/pods`
export const claims = (namespace = 'default') => `/api/v1/namespaces/${namespace}/persistentvolumeclaims`
export const configMaps = (namespace = 'default') => `/api/v1/namespaces/${namespace}/configmaps`

type PodChanges = Partial<Pod['metadata']> & { spec?: Partial<Pod['spec']>; script?: object }

/** A pod that succeeds at once, changed in what is given. */
export const podNamed = (name: string, { spec, script, ...metadata }: PodChanges = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    ...metadata,
    ...(script === undefined ? {} : { annotations: { 'millrace.dev/instant': JSON.stringify(script) } }),
  },
  spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }], ...spec },
})

/** A pod that runs until it is stopped. */
export const longPod = (name: string, changes: PodChanges = {}) =>
  podNamed(name, { script: { runMs: 3_600_000 }, ...changes })

export const mounting = (claimName: string) => ({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] })

export const claimNamed = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
})
