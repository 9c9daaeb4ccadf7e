import { join } from 'node:path'
import type { Claim, KubeObject, PodCondition, PodStatus } from '../../../core/kubernetes.ts'
import { sameJson } from '../api/json.ts'
import { resourceNamed } from '../api/resource.ts'
import type { NodeApi } from '../kubelet.ts'
import type { Context } from '../registry/context.ts'
import { deleteObject } from '../registry/delete-object.ts'
import { volumeOf } from './claim-binder.ts'
import type { RecordEvent } from './events.ts'
import { asObject, asPod } from './pod-facts.ts'

/** What the kubelet may ask. Once `closed`, it is not listened to any more: its pods end with the node, not by themselves. */
export const createNodeApi = (
  context: Context,
  folders: string,
  record: RecordEvent,
  closed: () => boolean,
): NodeApi => {
  const { store } = context
  return {
    get: (resource, namespace, name) => store.get(resource, namespace, name)?.object,
    setStatus: (uid, status) => {
      const entry = store.withUid('pods', uid)
      if (entry === undefined || closed()) return
      const kept = withOthersConditions(status, asPod(entry.object).status)
      if (!sameJson(kept, entry.object['status'])) store.replace(entry, { ...entry.object, status: kept })
    },
    terminated: (uid) => {
      const entry = store.withUid('pods', uid)
      const pods = resourceNamed('pods')
      if (entry === undefined || pods === undefined || closed()) return
      if (entry.object.metadata.deletionTimestamp !== undefined)
        deleteObject(context, pods, entry, { gracePeriodSeconds: 0 })
    },
    event: (pod, type, reason, message) => {
      if (!closed()) record({ about: asObject(pod), type, reason, message, from: 'kubelet' })
    },
    claimFolder: (namespace, name) => {
      const claim = store.get('persistentvolumeclaims', namespace, name)
      return claim !== undefined && isBound(claim.object) ? join(folders, volumeOf(claim.uid)) : undefined
    },
  }
}

const isBound = (claim: KubeObject): boolean => (claim as unknown as Claim).status?.phase === 'Bound'

/** Conditions that others have set outlive a status that does not speak of them; so does the class of service. */
const withOthersConditions = (status: PodStatus, current: PodStatus = {}): PodStatus => {
  const own = new Set((status.conditions ?? []).map(({ type }) => type))
  const kept = (current.conditions ?? []).filter(({ type }: PodCondition) => !own.has(type) && othersTypes.has(type))
  const { qosClass } = current as { qosClass?: string }
  return {
    ...(qosClass === undefined ? {} : { qosClass }),
    ...status,
    conditions: [...kept, ...(status.conditions ?? [])],
  }
}

const othersTypes = new Set(['PodScheduled', 'DisruptionTarget'])
