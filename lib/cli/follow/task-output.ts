import { systemClock } from '../../adapters/system/system-clock.ts'
import type { Entry } from '../../core/event.ts'
import type { RunId } from '../../core/message.ts'
import type { IndexedPlan } from '../../core/plan.ts'
import type { Run } from '../../core/run.ts'
import { taskName } from '../../core/task.ts'
import { type AttemptContainer, containersOf, type LogSources, readLog } from './attempt-log.ts'
import { createLines } from './lines.ts'

/** What a task wrote: the label says which task, attempt and step. */
export type OnLine = (label: string, line: string) => void

/** Follows the output of a run's tasks as its log tells that they start and end. */
export interface TaskOutput {
  /** To be called with each entry before it is folded. Resolves when the output of what it ends has been handed over. */
  entry(run: { plan: IndexedPlan; state: Run }, entry: Entry): Promise<void>
  stop(): void
}

/** How long the end of a stream is waited for once the attempt has ended; the rest is read from its log. */
const patience = 2_000

/** `build`, `build #2`, `build #2 test` */
export const outputLabel = (task: string, attempt: number, step?: string): string =>
  [task, ...(attempt > 0 ? [`#${attempt + 1}`] : []), ...(step === undefined ? [] : [step])].join(' ')

export const createTaskOutput = (
  { runId, sources, wanted = () => true }: { runId: RunId; sources: LogSources; wanted?: (task: number) => boolean },
  onLine: OnLine,
): TaskOutput => {
  const stopping = new AbortController()
  const open = new Map<string, ContainerOutput[]>()

  const outputsOf = (run: { plan: IndexedPlan; state: Run }, task: number, attempt: number): ContainerOutput[] => {
    const key = `${task}/${attempt}`
    const known = open.get(key)
    if (known) return known
    const made = containersOf(runId, run, [task, attempt]).map((container) => {
      const label = outputLabel(taskName(run.plan, run.state, task), attempt, container.step)
      return followContainer(container, { sources, signal: stopping.signal, onLine: (line) => onLine(label, line) })
    })
    open.set(key, made)
    return made
  }

  return {
    entry: async (run, { events }) => {
      const ended: Promise<void>[] = []
      for (const event of events) {
        if (event.type !== 'attempt.running' && event.type !== 'attempt.ended') continue
        if (!wanted(event.task)) continue
        if (event.type === 'attempt.running') {
          if (event.startedAt !== undefined) outputsOf(run, event.task, event.attempt)
          continue
        }
        const hasPod = event.uid !== undefined
        const outputs = hasPod ? outputsOf(run, event.task, event.attempt) : []
        open.delete(`${event.task}/${event.attempt}`)
        ended.push(...outputs.map((output) => output.finish()))
      }
      await Promise.all(ended)
    },
    stop: () => stopping.abort(),
  }
}

interface ContainerOutput {
  /** The attempt has ended: hands over whatever the stream has not. */
  finish(): Promise<void>
}

const followContainer = (
  container: AttemptContainer,
  { sources, signal, onLine }: { sources: LogSources; signal: AbortSignal; onLine: (line: string) => void },
): ContainerOutput => {
  const lines = createLines(onLine)
  const ending = new AbortController()
  let taken = 0
  const stream = async (): Promise<void> => {
    const cluster = await sources.cluster()
    const options = { follow: true, signal: AbortSignal.any([signal, ending.signal]) }
    for await (const chunk of cluster?.podLog(container.pod, container.log.container, options) ?? []) {
      if (ending.signal.aborted) return
      taken += chunk.length
      lines.push(chunk)
    }
  }
  // A stream that breaks off is no loss: `finish` goes on where it stopped.
  const streaming = stream().catch(() => undefined)
  return {
    finish: async () => {
      await Promise.race([streaming, systemClock.wait(patience, signal)])
      ending.abort()
      if (signal.aborted) return
      const all = await readLog(sources, container).catch(() => undefined)
      if (all && all.length > taken) lines.push(all.subarray(taken))
      lines.flush()
    },
  }
}
