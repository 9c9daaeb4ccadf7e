import type { Dispatcher } from 'undici'
import { MillraceError } from '../../core/error.ts'
import type { KubeConnection } from './connection.ts'
import { createPool } from './pool.ts'

export interface UrlConnectionOptions {
  url: string
  /** A bearer token, or who gives one each time it is asked: it keeps a token that is still good. */
  token: string | (() => Promise<string>)
  /** Certificate in PEM of the authority that the server's was issued by. Absent: the well-known ones. */
  ca?: string
  namespace?: string
}

/**
 * A cluster known by its address and a bearer token, such as the embedded one or one of EKS. Needs no kubeconfig and does
 * not load one.
 */
export const urlConnection = ({ url, token, ca, namespace = 'default' }: UrlConnectionOptions): KubeConnection => {
  let pool: Promise<Dispatcher> | undefined
  return {
    server: url,
    namespace,
    async credentials() {
      const headers = { authorization: `Bearer ${typeof token === 'string' ? token : await obtained(token)}` }
      pool ??= createPool(ca === undefined ? { type: 'none' } : { type: 'agent', connect: { ca } })
      return { headers, dispatcher: await pool }
    },
    async close() {
      const dispatcher = await pool
      pool = undefined
      await dispatcher?.destroy()
    },
  }
}

const obtained = async (token: () => Promise<string>): Promise<string> => {
  try {
    return await token()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new MillraceError('Unauthorized', `No token for the cluster: ${why}`, { cause })
  }
}
