import type { AgentOptions, RequestOptions } from 'node:https'
import { isDeepStrictEqual } from 'node:util'
import type { Cluster, DispatcherOptions, KubeConfig } from '@kubernetes/client-node'
import type { Dispatcher } from 'undici'
import { MillraceError } from '../../core/error.ts'
import type { Credentials, KubeConnection } from './connection.ts'
import { createPool } from './pool.ts'

/** A kubeconfig by path or by its text; neither: what kubectl would use, or the pod's own service account. */
export interface KubeConfigSource {
  file?: string
  text?: string
  /** Instead of its current context. */
  context?: string
}

/**
 * The cluster that a kubeconfig names, with its tokens, client certificates, exec plugins and proxies.
 * Throws `Invalid` when there is none or it cannot be read. Loads the Kubernetes client only when called.
 */
export const kubeConfigConnection = async (source: KubeConfigSource = {}): Promise<KubeConnection> => {
  const { config, cluster } = await load(source)
  const pool = sharedPool()
  let asking: Promise<Credentials> | undefined
  const ask = async (): Promise<Credentials> => {
    const options = await authenticate(config)
    return {
      headers: headersOf(options),
      dispatcher: await pool.get(config.createDispatcherOptions(cluster, tlsOf(options))),
    }
  }
  return {
    server: cluster.server,
    namespace: config.getContextObject(config.getCurrentContext())?.namespace ?? 'default',
    // Requests that start together share one answer, or each would run the exec plugin.
    credentials() {
      asking ??= ask().finally(() => {
        asking = undefined
      })
      return asking
    },
    close: () => pool.close(),
  }
}

const load = async (source: KubeConfigSource): Promise<{ config: KubeConfig; cluster: Cluster }> => {
  const { KubeConfig } = await import('./client-library.ts')
  const config = new KubeConfig()
  try {
    if (source.text !== undefined) config.loadFromString(source.text)
    else if (source.file !== undefined) config.loadFromFile(source.file)
    else config.loadFromDefault()
  } catch (cause) {
    throw unusable(`cannot be read: ${messageOf(cause)}`, cause)
  }
  if (source.context !== undefined) useContext(config, source.context)
  const cluster = config.getCurrentCluster()
  if (!cluster) throw unusable('names no cluster in its current context.')
  if (cluster.server === fallbackServer)
    throw unusable('is missing: neither KUBECONFIG nor ~/.kube/config, nor a service account.')
  try {
    config.createDispatcherOptions(cluster, {})
  } catch (cause) {
    throw unusable(`cannot be used: ${messageOf(cause)}`, cause)
  }
  return { config, cluster }
}

const unusable = (why: string, cause?: unknown): MillraceError =>
  new MillraceError('Invalid', `The kubeconfig ${why}`, { cause })

/** What the Kubernetes client assumes when it finds no configuration at all. */
const fallbackServer = 'http://localhost:8080'

const useContext = (config: KubeConfig, context: string): void => {
  if (!config.getContextObject(context)) {
    const names = config.getContexts().map(({ name }) => name)
    throw unusable(`has no context "${context}"; it has: ${names.join(', ')}.`)
  }
  config.setCurrentContext(context)
}

const authenticate = async (config: KubeConfig): Promise<RequestOptions> => {
  const options: RequestOptions = {}
  try {
    await config.applyToHTTPSOptions(options)
  } catch (cause) {
    throw new MillraceError('Unauthorized', `No credentials for the cluster: ${messageOf(cause)}`, { cause })
  }
  return options
}

const headersOf = (options: RequestOptions): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value)
  if (options.auth) headers['authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`
  return headers
}

/** What of them decides how connections are made. */
const tlsOf = ({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername }: RequestOptions): AgentOptions => ({
  ca,
  cert,
  key,
  pfx,
  passphrase,
  rejectUnauthorized,
  servername,
})

/** One pool for all requests, made anew only when a plugin or a file has brought another certificate. */
const sharedPool = () => {
  let current: { options: DispatcherOptions; dispatcher: Promise<Dispatcher> } | undefined
  return {
    get(options: DispatcherOptions): Promise<Dispatcher> {
      if (current && isDeepStrictEqual(current.options, options)) return current.dispatcher
      void current?.dispatcher.then((dispatcher) => dispatcher.close())
      current = { options, dispatcher: createPool(options) }
      return current.dispatcher
    },
    async close(): Promise<void> {
      const dispatcher = await current?.dispatcher
      current = undefined
      await dispatcher?.destroy()
    },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
