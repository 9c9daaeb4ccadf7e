import type { Dispatcher } from 'undici'
import type { KubeConnection } from './connection.ts'
import { createPool } from './pool.ts'

/** A cluster known by its address and a bearer token, such as the embedded one. Needs no kubeconfig and does not load one. */
export const urlConnection = (options: { url: string; token: string; namespace?: string }): KubeConnection => {
  const headers = { authorization: `Bearer ${options.token}` }
  let pool: Promise<Dispatcher> | undefined
  return {
    server: options.url,
    namespace: options.namespace ?? 'default',
    async credentials() {
      pool ??= createPool({ type: 'none' })
      return { headers, dispatcher: await pool }
    },
    async close() {
      const dispatcher = await pool
      pool = undefined
      await dispatcher?.destroy()
    },
  }
}
