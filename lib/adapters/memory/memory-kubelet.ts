import type { Pod, PodStatus } from '../../core/kubernetes.ts'
import type { Clock } from '../../ports/clock.ts'
import { type ContainerOutcome, endedStatus, runningStatus, waitingStatus } from './memory-pod-status.ts'

/** What a pod will do. Empty: it starts and succeeds at once, without a word. Times in ms. */
export interface PodScript {
  startAfter?: number
  /** It never starts, and this is why; also its warning event. */
  stuck?: { reason: string; message: string }
  runFor?: number
  /** Of the main containers; others by name. */
  exitCode?: number
  message?: string
  containers?: Record<string, ContainerOutcome>
  /** Of every container, written as it starts. */
  log?: string
  /** Exit code on SIGTERM, and how long it takes over it. */
  stopCode?: number
  stopAfter?: number
  /** What it writes on SIGTERM. */
  stopLog?: string
}

/** What the kubelet says to its API server. */
export interface PodReports {
  status(pod: Pod, status: PodStatus): void
  warning(pod: Pod, warning: { reason: string; message: string }): void
  /** Nothing of the pod runs any more. */
  ended(pod: Pod): void
}

export interface MemoryKubelet {
  start(pod: Pod): void
  /** Its deadline or its deletion may be new. */
  update(pod: Pod): void
  /** The node takes the pod away. */
  evict(uid: string): void
  /** The pod's node is not heard of any more; its containers go on. */
  lose(uid: string): void
  /** The node is back, and tells what became of the pod. */
  find(uid: string): void
  forget(uid: string): void
  /** Whether something of the pod may still run. */
  runs(uid: string): boolean
  isLost(uid: string): boolean
  /** The log so far; undefined before the container has started. */
  log(uid: string): string | undefined
}

interface Life {
  pod: Pod
  script: PodScript
  startTime: number
  startedAt?: number
  finished: boolean
  /** What its node could not say because nobody hears it. */
  unsaid?: (() => void)[]
  /** Aborts with why the pod has to end. */
  stop: AbortController
  /** Aborts when nothing of it runs any more: its deadline is moot. */
  over: AbortController
  deadline?: number
}

/** Between the end of an evicted pod's containers and its own, in ms. */
const evictionTakes = 500

type StopReason = 'DeadlineExceeded' | 'Evicted' | 'Deleted'

/** Runs scripts instead of containers, by the clock alone. */
export const createMemoryKubelet = (
  clock: Clock,
  scriptOf: (pod: Pod) => PodScript,
  reports: PodReports,
): MemoryKubelet => {
  const lives = new Map<string, Life>()

  const say = ({ unsaid }: Life, report: () => void): void => {
    if (unsaid) unsaid.push(report)
    else report()
  }

  const run = async (life: Life): Promise<void> => {
    const { pod, script, stop, startTime } = life
    if (script.stuck) reports.warning(pod, { reason: 'Failed', message: `Error: ${script.stuck.message}` })
    if (script.stuck || (script.startAfter ?? 0) > 0) reports.status(pod, waitingStatus(pod, startTime, script.stuck))
    await (script.stuck ? aborted(stop.signal) : clock.wait(script.startAfter ?? 0, stop.signal))
    if (!stop.signal.aborted) {
      life.startedAt = clock.now()
      const status = runningStatus(pod, startTime, life.startedAt)
      say(life, () => reports.status(pod, status))
      await clock.wait(script.runFor ?? 0, stop.signal)
      if (stop.signal.aborted) await clock.wait(script.stopAfter ?? 0)
      if (stop.signal.reason === 'Evicted') await die(life)
    }
    finish(life)
  }

  /** The containers of an evicted pod end before the pod says why. */
  const die = async (life: Life): Promise<void> => {
    const { conditions: _, reason: _reason, message: _message, ...ended } = ending(life, clock.now())
    say(life, () => reports.status(life.pod, { ...ended, phase: 'Running' }))
    await clock.wait(evictionTakes)
  }

  const finish = (life: Life): void => {
    life.finished = true
    life.over.abort()
    if (lives.get(life.pod.metadata.uid!) !== life) return
    const status = ending(life, clock.now())
    say(life, () => {
      reports.status(life.pod, status)
      reports.ended(life.pod)
    })
  }

  const watchDeadline = async (life: Life): Promise<void> => {
    const seconds = life.pod.spec.activeDeadlineSeconds
    if (seconds === undefined) return
    const deadline = life.startTime + seconds * 1000
    if (life.deadline !== undefined && life.deadline <= deadline) return
    life.deadline = deadline
    await clock.wait(deadline - clock.now(), life.over.signal)
    if (!life.finished) life.stop.abort('DeadlineExceeded')
  }

  return {
    start(pod) {
      const life: Life = {
        pod,
        script: scriptOf(pod),
        startTime: clock.now(),
        finished: false,
        stop: new AbortController(),
        over: new AbortController(),
      }
      lives.set(pod.metadata.uid!, life)
      void run(life)
      void watchDeadline(life)
    },
    update(pod) {
      const life = lives.get(pod.metadata.uid!)
      if (!life || life.finished) return
      life.pod = pod
      if (life.unsaid) return
      if (pod.metadata.deletionTimestamp) life.stop.abort('Deleted')
      else void watchDeadline(life)
    },
    evict: (uid) => lives.get(uid)?.stop.abort('Evicted'),
    lose(uid) {
      const life = lives.get(uid)
      if (life && !life.finished) life.unsaid ??= []
    },
    find(uid) {
      const life = lives.get(uid)
      if (!life?.unsaid) return
      const said = life.unsaid
      life.unsaid = undefined
      for (const report of said) report()
      this.update(life.pod)
    },
    isLost: (uid) => lives.get(uid)?.unsaid !== undefined,
    forget(uid) {
      lives.get(uid)?.stop.abort('Deleted')
      lives.delete(uid)
    },
    runs(uid) {
      const life = lives.get(uid)
      return life !== undefined && (!life.finished || life.unsaid !== undefined)
    },
    log(uid) {
      const life = lives.get(uid)
      if (life?.startedAt === undefined) return undefined
      const { log = '', stopLog = '' } = life.script
      return life.stop.signal.aborted ? log + stopLog : log
    },
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  )

const ending = ({ pod, script, startTime, startedAt, stop }: Life, finishedAt: number): PodStatus => {
  const reason = stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined
  const main = pod.spec.containers.map(({ name }) => name)
  const stopped = { exitCode: script.stopCode ?? 143 }
  const own = { exitCode: script.exitCode, message: script.message }
  const outcomeOf = (name: string): ContainerOutcome =>
    main.includes(name)
      ? reason
        ? stopped
        : { ...own, ...script.containers?.[name] }
      : (script.containers?.[name] ?? {})
  const times = { startTime, startedAt: startedAt ?? finishedAt, finishedAt }
  const ended = endedStatus(pod, { ...times, outcomeOf, ...podReason(reason) })
  if (startedAt !== undefined) return ended
  // What never started has nothing to tell but that the pod has failed.
  return { ...ended, phase: 'Failed', ...containersOf(waitingStatus(pod, startTime, script.stuck)) }
}

const containersOf = ({ containerStatuses, initContainerStatuses }: PodStatus): PodStatus => ({
  containerStatuses,
  initContainerStatuses,
})

const podReason = (reason: StopReason | undefined): Pick<PodStatus, 'reason' | 'message' | 'conditions'> => {
  if (reason === 'DeadlineExceeded')
    return { reason, message: 'Pod was active on the node longer than the specified deadline' }
  if (reason === 'Evicted') {
    const message = 'The node was low on resource: memory.'
    return {
      reason,
      message,
      conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message }],
    }
  }
  return {}
}
