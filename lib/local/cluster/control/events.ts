import { randomUUID } from 'node:crypto'
import type { JsonObject, KubeObject } from '../../../core/kubernetes.ts'
import { microTimestamp, timestamp } from '../api/timestamp.ts'
import type { Context } from '../registry/context.ts'
import { isTerminating } from '../registry/namespaces.ts'
import type { Stored } from '../store/stored.ts'

export interface News {
  about: KubeObject
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** Who says so, such as `kubelet`. */
  from: string
}

/** Records core/v1 Events; the oldest go when there are too many. */
export type RecordEvent = (news: News) => void

const limit = 2_000

export const createRecorder = (context: Context): RecordEvent => {
  const { store, clock } = context
  const said = new Map<string, { namespace: string; name: string }>()
  let last = 0n
  /** Unique and growing, as the nanoseconds of the real thing are. */
  const stamp = (): string => {
    const now = BigInt(clock.now()) * 1_000_000n
    last = now > last ? now : last + 1n
    return last.toString(16)
  }
  return (news) => {
    const { name, namespace = 'default', uid } = news.about.metadata
    if (isTerminating(store.get('namespaces', '', namespace))) return
    const saying = JSON.stringify([uid, news.type, news.reason, news.message])
    const before = said.get(saying)
    const known = before && store.get('events', before.namespace, before.name)
    if (known !== undefined) return countAgain(context, known)
    const place = { name: `${name}.${stamp()}`, namespace }
    said.set(saying, place)
    store.create('events', eventObject(news, place, clock.now()))
    dropOldest(context, said)
  }
}

/** The same thing said again is counted, not listed twice. */
const countAgain = ({ store, clock }: Context, event: Stored) => {
  const { count = 1 } = event.object as { count?: number }
  store.replace(event, { ...event.object, count: count + 1, lastTimestamp: timestamp(clock.now()) })
}

const eventObject = (news: News, place: { name: string; namespace: string }, now: number): KubeObject => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { ...place, uid: randomUUID(), creationTimestamp: timestamp(now) },
  involvedObject: referenceTo(news.about),
  reason: news.reason,
  message: news.message,
  ...(news.from === 'default-scheduler' ? seriesTimes(now) : countedTimes(news.from, now)),
  type: news.type,
  reportingComponent: news.from,
  reportingInstance: '',
})

const referenceTo = ({ kind, apiVersion, metadata }: KubeObject): JsonObject => ({
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  uid: metadata.uid ?? '',
  apiVersion,
  resourceVersion: metadata.resourceVersion ?? '',
})

const countedTimes = (component: string, now: number) => ({
  source: { component },
  firstTimestamp: timestamp(now),
  lastTimestamp: timestamp(now),
  count: 1,
  eventTime: null,
})

/** Events of the scheduler are of the newer API and have only this time. */
const seriesTimes = (now: number) => ({
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: microTimestamp(now),
  action: 'Scheduling',
})

const dropOldest = ({ store }: Context, said: Map<string, unknown>) => {
  const [oldestSaying] = said.keys()
  if (said.size > limit && oldestSaying !== undefined) said.delete(oldestSaying)
  const events = store.all('events')
  const [oldest] = events.values()
  if (events.size > limit && oldest !== undefined) store.remove(oldest)
}
