import { isDeepStrictEqual } from 'node:util'
import type { PodStatus } from '../../../core/kubernetes.ts'
import type { Node, PodContext } from './pod-context.ts'
import { type PodFacts, podStatus } from './pod-status.ts'

/** Milliseconds that news may wait which nobody waits for, such as the end of a step that another one follows. */
const patience = 100

export interface PodReporter {
  publish: PodContext['publish']
  /** The last word: everything has ended. Answers false when there was nothing to be said any more. */
  conclude(): boolean
  /** Says nothing any more. */
  silence(): void
}

/** Writes a pod's status: as few times as will do, because each is an event for everyone who watches. */
export const podReporter = (
  { api, clock }: Pick<Node, 'api' | 'clock'>,
  facts: () => Omit<PodFacts, 'now' | 'over' | 'previous'>,
): PodReporter => {
  let previous: PodStatus | undefined
  let turn: NodeJS.Immediate | undefined
  let timer: NodeJS.Timeout | undefined
  let silent = false

  const write = (over: boolean): void => {
    clearImmediate(turn)
    clearTimeout(timer)
    turn = timer = undefined
    if (silent) return
    const known = facts()
    const status = structuredClone(podStatus({ ...known, now: clock.now(), over, previous }))
    if (isDeepStrictEqual(status, previous)) return
    previous = status
    api.setStatus(known.pod.metadata.uid!, status)
  }
  return {
    publish: (when) => {
      if (when === 'now') turn ??= setImmediate(write, false)
      else timer ??= setTimeout(write, patience, false)
    },
    conclude: () => {
      const heard = !silent
      write(true)
      silent = true
      return heard
    },
    silence: () => {
      silent = true
    },
  }
}
