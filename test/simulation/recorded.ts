import type { Entry, EventOf } from '../../lib/core/event.ts'
import type { RunState } from '../../lib/core/run.ts'
import type { Misfortune } from '../../lib/simulation/simulated-pods.ts'
import type { AttemptEnd, PipelineCase, Script } from '../support/arbitrary-pipeline.ts'

type Ended = EventOf<'attempt.ended'>

/** One end of an attempt as the log has it, with what is known about it from outside. */
export interface RecordedEnd {
  event: Ended
  /** As its author has it. */
  scripted: AttemptEnd
  /** What befell its pod. */
  misfortune?: Misfortune
  /** It was given up before. */
  isStopped: boolean
  isDisruption: boolean
  /** It was given up before anyone knew that it had started: its pod was deleted, and its log with it. */
  isDeleted: boolean
}

/** Of the task that fanned out, for an instance. */
export const placeOf = ({ tasks }: RunState, index: number): { task: number; instance: number } => {
  const { of, instance } = tasks[index]!
  return { task: of ?? index, instance: instance ?? 0 }
}

export const recordedEnds = (
  { scripts }: PipelineCase,
  { entries, state, struck }: { entries: readonly Entry[]; state: RunState; struck: ReadonlyMap<string, Misfortune> },
): RecordedEnd[] => {
  const [started, stopped, deleted] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const ends: RecordedEnd[] = []
  const disruptions = new Map<number, number>()
  const events = entries.flatMap((entry) => entry.events)
  events.forEach((event, n) => {
    const name = 'attempt' in event ? `${event.task}/${event.attempt}` : ''
    if (event.type === 'attempt.running' && event.startedAt !== undefined) started.add(name)
    if (event.type === 'attempt.stopping') {
      stopped.add(name)
      if (!started.has(name)) deleted.add(name)
    }
    if (event.type !== 'attempt.ended') return
    const { task, instance } = placeOf(state, event.task)
    const script = scripts[task]![instance % scripts[task]!.length]!
    const scripted = script.ends[event.attempt] ?? script.last
    const next = events[n + 1]
    const misfortune = event.uid === undefined ? undefined : struck.get(event.uid)
    const isRetried = next?.type === 'task.retried' && next.disrupted === true
    const taken = (disruptions.get(event.task) ?? 0) + (isRetried ? 1 : 0)
    disruptions.set(event.task, taken)
    const isOwn = event.exitCode === scripted.exitCode && scripted.how === 'failed' && !event.lost
    // After so many the next one is the task's end.
    const isLast = misfortune !== undefined && event.phase === 'Failed' && !isRetried && taken >= 5 && !isOwn
    ends.push({
      event,
      scripted,
      misfortune,
      isStopped: stopped.has(name),
      isDeleted: deleted.has(name),
      isDisruption: isRetried || (isLast && event.reason !== 'InvalidResult'),
    })
  })
  return ends
}

/** The end in the words of a script. */
const asScript = ({ event, scripted, isDisruption }: RecordedEnd): AttemptEnd => {
  const { phase, reason } = event
  const exitCode = event.exitCode ?? scripted.exitCode
  const end = { exitCode, texts: scripted.texts, reason }
  if (phase === 'Succeeded' || reason === 'InvalidResult') return { ...end, how: 'succeeded', reason: undefined }
  if (isDisruption) return { ...end, how: 'disrupted' }
  if (phase === 'TimedOut') return { ...end, how: 'hung' }
  return { ...end, how: event.uid === undefined ? 'refused' : 'failed' }
}

/** The case with the ends that were recorded in the place of those that its author thought of. */
export const asRecorded = (one: PipelineCase, state: RunState, ends: readonly RecordedEnd[]): PipelineCase => {
  const scripts: Script[][] = one.plan.tasks.map((_, task) => {
    const count = state.tasks[task]!.instances?.count ?? 1
    return Array.from({ length: count }, () => ({ ends: [], last: one.scripts[task]![0]!.last }))
  })
  for (const end of ends) {
    const { task, instance } = placeOf(state, end.event.task)
    scripts[task]![instance]!.ends[end.event.attempt] = asScript(end)
  }
  return { ...one, scripts }
}

/** What is wrong with how the end was recorded, given what really happened. */
export const unfaithful = ({
  event,
  scripted,
  misfortune,
  isStopped,
  isDisruption,
}: RecordedEnd): string | undefined => {
  const { phase, reason } = event
  const wrong = `task ${event.task} attempt ${event.attempt} is recorded as ${phase} (${reason}), but it `
  const mayFail = scripted.how === 'failed' || scripted.how === 'hung'
  if (phase === 'Succeeded') return mayFail ? `${wrong}${scripted.how}` : undefined
  if (phase === 'Cancelled') return undefined
  if (isDisruption) return misfortune ? undefined : `${wrong}was not taken away`
  if (isStopped) {
    const isOwn = scripted.how === 'failed' && event.exitCode === scripted.exitCode
    const isExplained =
      reason === 'InvalidResult' || isOwn || scripted.how === 'hung' || misfortune !== undefined || phase !== 'Failed'
    return isExplained ? undefined : `${wrong}${scripted.how}`
  }
  if (reason === 'PodNameCollision' || event.uid === undefined) return undefined
  if (misfortune) return undefined
  if (reason === 'InvalidResult') return scripted.how === 'succeeded' ? undefined : `${wrong}${scripted.how}`
  return scripted.how === 'failed' && event.exitCode === scripted.exitCode ? undefined : `${wrong}${scripted.how}`
}
