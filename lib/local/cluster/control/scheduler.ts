import type { Claim } from '../../../core/kubernetes.ts'
import { sameJson } from '../api/json.ts'
import { timestamp } from '../api/timestamp.ts'
import type { Context } from '../registry/context.ts'
import type { Change, Stored } from '../store/stored.ts'
import type { RecordEvent } from './events.ts'
import { unschedulable } from './fit.ts'
import { nodeName } from './node.ts'
import { placedPods } from './placed-pods.ts'
import { asPod, hasEnded, withCondition } from './pod-facts.ts'

/** Binds pods to the one node, and those that do not fit as soon as they do. */
export const createScheduler = (context: Context, record: RecordEvent): ((change: Change) => void) => {
  const { store } = context
  const waiting = new Set<string>()
  const placed = placedPods(context)

  const tryPod = (entry: Stored) => {
    const pod = asPod(entry.object)
    const claim = (name: string) =>
      store.get('persistentvolumeclaims', entry.namespace, name)?.object as Claim | undefined
    const why = unschedulable(pod, { claim, others: placed.all, shy: placed.shy })
    if (why === undefined) {
      waiting.delete(entry.uid)
      bind(context, entry, record)
    } else {
      waiting.add(entry.uid)
      refuse(context, entry, why, record)
    }
  }

  const retry = () => {
    for (const uid of waiting) {
      const entry = store.withUid('pods', uid)
      if (entry === undefined || !isUnplaced(entry)) waiting.delete(uid)
      else tryPod(entry)
    }
  }

  return ({ type, stored, previous }) => {
    placed.note({ type, stored })
    const current = store.withUid('pods', stored.uid)
    if (stored.resource === 'pods' && type === 'ADDED' && current !== undefined && isUnplaced(current)) tryPod(current)
    if (waiting.size > 0 && mayMakeRoom({ type, stored, previous })) retry()
  }
}

const isUnplaced = ({ object }: Stored): boolean => {
  const { spec, metadata } = asPod(object)
  const gates = spec['schedulingGates']
  return (
    spec.nodeName === undefined &&
    metadata.deletionTimestamp === undefined &&
    !(Array.isArray(gates) && gates.length > 0)
  )
}

/** A claim changed, a pod arrived on the node, ended or went: somebody who waits may fit now. */
const mayMakeRoom = ({ type, stored, previous }: Change): boolean => {
  if (stored.resource === 'persistentvolumeclaims') return true
  if (stored.resource !== 'pods') return false
  if (type !== 'MODIFIED' || previous === undefined) return type === 'DELETED'
  const [before, after] = [asPod(previous.object), asPod(stored.object)]
  return before.spec !== after.spec || hasEnded(before) !== hasEnded(after)
}

const bind = ({ store, clock }: Context, entry: Stored, record: RecordEvent) => {
  const pod = asPod(entry.object)
  const status = withCondition(pod.status ?? {}, {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: timestamp(clock.now()),
  })
  const bound = store.replace(entry, { ...entry.object, spec: { ...pod.spec, nodeName }, status })
  record({
    about: bound.object,
    type: 'Normal',
    reason: 'Scheduled',
    message: `Successfully assigned ${entry.namespace}/${entry.name} to ${nodeName}`,
    from: 'default-scheduler',
  })
}

const refuse = ({ store, clock }: Context, entry: Stored, message: string, record: RecordEvent) => {
  const pod = asPod(entry.object)
  const known = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  if (sameJson(known?.message, message)) return
  const status = withCondition(pod.status ?? {}, {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastTransitionTime: known?.lastTransitionTime ?? timestamp(clock.now()),
  })
  const refused = store.replace(entry, { ...entry.object, status })
  record({ about: refused.object, type: 'Warning', reason: 'FailedScheduling', message, from: 'default-scheduler' })
}
