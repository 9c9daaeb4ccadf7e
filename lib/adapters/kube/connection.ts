import type { Dispatcher } from 'undici'

/** What a request carries besides its own content. */
export interface Credentials {
  headers: Readonly<Record<string, string>>
  /** The one pool of connections that every request of this cluster shares. */
  dispatcher: Dispatcher
}

/** A way to one API server. Nothing is sent before `credentials` is asked for. */
export interface KubeConnection {
  /** Base URL; may have a path. */
  readonly server: string
  /** The namespace meant where a document names none. */
  readonly namespace: string
  /** Throws `Unauthorized` when they cannot be obtained, `Invalid` when the configuration cannot work. */
  credentials(): Promise<Credentials>
  /** Closes the pool; what is still under way fails with `Unavailable`. */
  close(): Promise<void>
}
