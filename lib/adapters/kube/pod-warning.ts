import type { PodRef } from '../../ports/cluster.ts'
import { pathOf } from './path.ts'
import type { KubeApi } from './request.ts'

/** The newest warning about the pod among the namespace's events. */
export const podWarning = async (
  api: KubeApi,
  { namespace, name, uid }: PodRef,
): Promise<{ reason: string; message: string } | undefined> => {
  const fields = ['type=Warning', 'involvedObject.kind=Pod', `involvedObject.name=${name}`]
  if (uid !== undefined) fields.push(`involvedObject.uid=${uid}`)
  const { body } = await api.send({
    method: 'GET',
    path: pathOf('events', namespace),
    query: { fieldSelector: fields.join(',') },
  })
  const newest = ((body as { items: WarningEvent[] | null }).items ?? []).sort((a, b) => seenAt(a) - seenAt(b)).at(-1)
  return newest && { reason: newest.reason ?? 'Warning', message: newest.message ?? '' }
}

interface WarningEvent {
  reason?: string
  message?: string
  metadata: { creationTimestamp?: string | null }
  eventTime?: string | null
  lastTimestamp?: string | null
  series?: { lastObservedTime?: string }
}

/** Events of the older kind have a lastTimestamp, the scheduler's an eventTime, and repeated ones of those a series. */
const seenAt = ({ series, lastTimestamp, eventTime, metadata }: WarningEvent): number =>
  Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '') || 0
