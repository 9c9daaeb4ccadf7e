import type { Pod } from '../../core/kubernetes.ts'
import type { PodChange, PodQuery } from '../../ports/cluster.ts'
import { isStatus, refusal, unavailable } from './errors.ts'
import { labelSelector } from './list-pods.ts'
import { ndjson } from './ndjson.ts'
import { pathOf } from './path.ts'
import type { KubeApi } from './request.ts'

/** The server ends a watch after this long: no connection, and no mistake about one, lives for ever. */
const timeoutSeconds = 300

/** Bookmarks come every minute or so; a longer silence is a connection that died without a word. */
const silenceMs = 90_000

export interface WatchOptions {
  resourceVersion: string
  signal: AbortSignal
}

/** One watch, until the server ends it: its user goes on from the last resourceVersion that it saw. */
export async function* watchPods(api: KubeApi, query: PodQuery, options: WatchOptions): AsyncGenerator<PodChange> {
  const path = pathOf('pods', query.namespace)
  const { resourceVersion, signal } = options
  const parameters = { labelSelector: labelSelector(query), resourceVersion, allowWatchBookmarks: true, timeoutSeconds }
  const chunks = api.stream({ method: 'GET', path, query: { watch: true, ...parameters } }, { signal, silenceMs })
  try {
    for await (const event of ndjson(chunks)) {
      const change = changeOf(event as WatchEvent, path)
      if (signal.aborted) return
      if (change) yield change
    }
  } catch (error) {
    // Told to end while half an object was here.
    if (signal.aborted) return
    if (error instanceof SyntaxError) throw unavailable('The watch broke off within an object.', `WATCH ${path}`, error)
    throw error
  }
}

interface WatchEvent {
  type: string
  object: unknown
}

/** A kind of event that is not known yet tells nothing about a pod. */
const changeOf = ({ type, object }: WatchEvent, path: string): PodChange | undefined => {
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { type: 'changed', pod: object as Pod }
    case 'DELETED':
      return { type: 'gone', pod: object as Pod }
    case 'BOOKMARK':
      return { type: 'bookmark', resourceVersion: (object as Pod).metadata.resourceVersion ?? '' }
    case 'ERROR':
      throw refusal((isStatus(object) && object.code) || 500, object, `WATCH ${path}`)
    default:
      return undefined
  }
}
