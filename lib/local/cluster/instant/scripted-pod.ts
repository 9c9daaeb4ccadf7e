import type { Pod } from '../../../core/kubernetes.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { NodeApi } from '../kubelet.ts'
import { scriptOf } from './script.ts'
import { type Progress, scriptedStatus } from './scripted-status.ts'

/** A pod that goes the way of its script. */
export interface ScriptedPod {
  update: (pod: Pod) => void
  /** Stops without a word. */
  abandon: () => void
}

const deadlineExceeded = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
}

/** Starts it. Throws when its script makes no sense. */
export const startScriptedPod = (api: NodeApi, clock: Clock, pod: Pod): ScriptedPod => {
  const uid = pod.metadata.uid ?? ''
  const script = scriptOf(pod)
  const ending = new AbortController()
  let progress: Progress = { pod, script, acceptedAt: clock.now() }
  let deadline = new AbortController()

  const report = (news: Partial<Progress>) => {
    progress = { ...progress, ...news }
    api.setStatus(uid, scriptedStatus(progress))
  }

  const finish = (news: Partial<Progress>) => {
    ending.abort()
    deadline.abort()
    report({ finishedAt: clock.now(), ...news })
  }

  const play = async () => {
    if (script.delayMs > 0) {
      report({})
      await clock.wait(script.delayMs, ending.signal)
    }
    if (ending.signal.aborted) return
    const startedAt = clock.now()
    if (script.runMs > 0) {
      report({ startedAt })
      await clock.wait(script.runMs, ending.signal)
    }
    if (!ending.signal.aborted) finish({ startedAt })
  }

  const armDeadline = async (seconds: number | undefined) => {
    deadline.abort()
    if (seconds === undefined || ending.signal.aborted) return
    deadline = new AbortController()
    const { signal } = deadline
    await clock.wait(progress.acceptedAt + seconds * 1_000 - clock.now(), signal)
    if (!signal.aborted) finish({ stopped: deadlineExceeded })
  }

  const accept = (next: Pod) => {
    progress = { ...progress, pod: next }
    if (next.metadata.deletionTimestamp === undefined) {
      void armDeadline(next.spec.activeDeadlineSeconds)
    } else {
      if (!ending.signal.aborted) finish({ stopped: {} })
      api.terminated(uid)
    }
  }

  void play()
  accept(pod)
  return {
    update: accept,
    abandon: () => {
      ending.abort()
      deadline.abort()
    },
  }
}
