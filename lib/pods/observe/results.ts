import type { Pod } from '../../core/kubernetes.ts'
import { type CollectorMessage, inlineLimit, parseCollectorMessage } from '../collector-message.ts'
import { collectorStep, terminated } from './steps.ts'
import type { Why } from './waiting.ts'

/** What the collector has said; undefined for a pod without one, and while it has not ended. */
export const collectorMessage = (pod: Pod): CollectorMessage | undefined => {
  const step = collectorStep(pod)
  const text = (step && terminated(step)?.message) ?? ''
  return text === '' ? undefined : parseCollectorMessage(text)
}

/** Texts by name; undefined where the pod tells of none. */
export const resultsOf = (pod: Pod): Record<string, string> | undefined => {
  const message = collectorMessage(pod)
  return message?.whole && Object.keys(message.results).length > 0 ? message.results : undefined
}

/** Results that were written and cannot be told: something has put more containers into the pod than it was made with. */
export const hasLostResults = (pod: Pod): boolean => collectorMessage(pod)?.whole === false

/** What the collector itself failed for. */
export const ofResults = (pod: Pod): Why | undefined => {
  const message = collectorMessage(pod)
  if (message?.large) return tooLarge(message.large)
  if (message?.unreadable) return unreadable(message.unreadable)
  return message?.whole === false && !message.failed ? cut(pod) : undefined
}

const remedy = 'Write what is large to a workspace and hand on its path'

const tooLarge = ({ name, size, total, limit }: NonNullable<CollectorMessage['large']>): Why => ({
  reason: 'ResultTooLarge',
  message:
    `result "${name}" has ${size} bytes: encoded, the results of this task take ${total} bytes, and the kubelet leaves ` +
    `${limit} for them. ${remedy}`,
})

const unreadable = ({ name, path, mode }: NonNullable<CollectorMessage['unreadable']>): Why => ({
  reason: 'ResultUnreadable',
  message:
    `result "${name}": ${path} (mode ${mode}) cannot be read by the user that results are collected as. ` +
    `Make it readable for all, or set runAsUser for the whole pod`,
})

const cut = ({ spec }: Pod): Why => {
  const containers = spec.containers.length + (spec.initContainers ?? []).length
  return {
    reason: 'ResultTooLarge',
    message:
      `the results do not fit into the ${inlineLimit(containers)} bytes that the kubelet leaves for them in a pod of ` +
      `${containers} containers: something has added to the pod's own. ${remedy}`,
  }
}
