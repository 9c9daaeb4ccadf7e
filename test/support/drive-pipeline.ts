import type { Event } from '../../lib/core/event.ts'
import type { WorkMessage } from '../../lib/core/message.ts'
import type { Observation } from '../../lib/core/observation.ts'
import { hasEnded, type TaskState } from '../../lib/core/run.ts'
import type { RunSettings } from '../../lib/core/settings.ts'
import type { AttemptEnd, PipelineCase } from './arbitrary-pipeline.ts'
import { nonce, runId, runUnderTest } from './run-under-test.ts'

export type PipelineRun = ReturnType<typeof runUnderTest>
export type CancelMode = 'all' | 'finally' | 'stop'

/** What decides about order, copies, batches and time. */
export interface Schedule {
  choices: readonly number[]
  window: number
}

/** Cancels, each before a round; and how often the run is looked at while its clock goes on. */
export interface Disturbance {
  cancels: readonly { round: number; mode: CancelMode }[]
  settings?: Partial<RunSettings>
}

export interface Watching {
  before?: (run: PipelineRun, messages: WorkMessage[]) => void
  after?: (run: PipelineRun, messages: WorkMessage[], events: Event[]) => void
}

const endFor = ({ scripts }: PipelineCase, index: number, { of, instance = 0, attempt }: TaskState): AttemptEnd => {
  const all = scripts[of ?? index]!
  const script = all[instance % all.length]!
  return script.ends[attempt] ?? script.last
}

/**
 * Drives a case from its opening to its end: claims when they are asked for, then observations of whatever is in flight,
 * shuffled, again, of other attempts and of strangers, in one message or several.
 */
export const drivePipeline = (
  one: PipelineCase,
  { choices, window }: Schedule,
  { cancels, settings, before, after }: Partial<Disturbance> & Watching = {},
): PipelineRun => {
  const run = runUnderTest(one.plan, { maxPodsInFlight: window, disruptionBackoff: 0, ...settings })
  const said: Observation[] = []
  let at = 0
  const choose = (options: number): number => choices[at++ % choices.length]! % options

  const see = (task: number, phase: Observation['phase'], more: Partial<Observation> = {}): Observation => {
    const { attempt } = run.state.tasks[task]!
    return { task, attempt, uid: `uid-${task}-${attempt}`, nonce, phase, ...more }
  }
  const started = (index: number, end: AttemptEnd): Observation => {
    const timeout = one.plan.tasks[run.state.tasks[index]!.of ?? index]!.timeout!.ms
    return see(index, 'running', { startedAt: end.how === 'hung' ? run.now - timeout : run.now, node: 'n' })
  }
  const disruption = (index: number): Observation =>
    [
      see(index, 'gone'),
      see(index, 'failed', { disrupted: true, exitCode: 137 }),
      see(index, 'pending', { deleting: true }),
    ][choose(3)]!
  const final = (index: number, end: AttemptEnd): Observation => {
    const times = { node: 'n', finishedAt: run.now - choose(2) * choose(100), results: end.texts }
    if (end.how === 'succeeded') return see(index, 'succeeded', { exitCode: 0, ...times })
    if (end.how === 'failed') return see(index, 'failed', { exitCode: end.exitCode, reason: 'StepFailed', ...times })
    if (end.how === 'refused') return see(index, 'refused', { uid: undefined, reason: 'Invalid' })
    if (end.how === 'hung' && choose(3) > 0) return see(index, 'failed', { exitCode: 143, reason: 'DeadlineExceeded' })
    if (end.how === 'hung') return see(index, 'gone')
    return disruption(index)
  }
  /** What is seen of one attempt in this round. */
  const news = (index: number, isPressing: boolean): Observation[] => {
    const task = run.state.tasks[index]!
    const end = endFor(one, index, task)
    if (end.how === 'refused') return [final(index, end)]
    const isOver = end.how === 'hung' ? task.stopping !== undefined : isPressing || choose(4) > 0
    return [
      ...(choose(3) === 0 ? [see(index, 'pending')] : []),
      ...(isPressing || choose(2) === 0 ? [started(index, end)] : []),
      ...(isOver ? [final(index, end)] : []),
    ]
  }
  /** Observations that are to change nothing: of another run, of another pod, of an attempt or a task that is none. */
  const noise = (): Observation[] => {
    const index = choose(run.state.tasks.length)
    const wrong = see(index, ['succeeded', 'failed', 'gone', 'refused'][choose(4)] as Observation['phase'], {
      exitCode: 1,
    })
    const isKnown = run.state.tasks[index]!.uid !== undefined
    return [
      { ...wrong, nonce: 'another' },
      { ...wrong, attempt: wrong.attempt + 9 },
      { ...wrong, task: run.state.tasks.length + 40 },
      ...(isKnown ? [{ ...wrong, uid: 'a stranger' }] : []),
    ].filter(() => choose(4) === 0)
  }
  const observed = (observations: Observation[]): WorkMessage => ({ type: 'pods.observed', runId, observations })
  const send = (...messages: WorkMessage[]): void => {
    before?.(run, messages)
    const events = run.send(...messages)
    after?.(run, messages, events)
  }
  const observeSome = (isPressing: boolean): WorkMessage[] => {
    const { inFlight } = run.state
    const first = choose(Math.max(1, inFlight.length))
    const some = Array.from(
      { length: Math.min(inFlight.length, 1 + choose(3)) },
      (_, n) => (first + n) % inFlight.length,
    )
    const strange = noise()
    const fresh = some.flatMap((n) => news(inFlight[n]!, isPressing))
    const again = Array.from({ length: said.length > 0 ? choose(3) : 0 }, () => said[choose(said.length)]!)
    said.push(...fresh)
    const all = [
      () => [...strange, ...fresh, ...again],
      () => [...again, ...fresh, ...strange],
      () => [...fresh, ...again, ...strange].reverse(),
    ][isPressing ? 0 : choose(3)]!()
    const cut = choose(all.length + 1)
    return choose(2) === 0 ? [observed(all)] : [observed(all.slice(0, cut)), observed(all.slice(cut))]
  }

  for (let round = 0; !hasEnded(run.state.phase); round++) {
    if (round > 2_000) throw new Error('the run does not end')
    run.later(choose(50))
    for (const { mode } of cancels?.filter((cancel) => cancel.round === round) ?? [])
      send({ type: 'run.cancel', runId, ...(mode !== 'all' && { mode }) })
    const isPressing = round % 4 === 3
    const isAsked = run.wants([{ type: 'run.check', runId }]).some(({ type }) => type === 'prepare')
    if (isAsked && (isPressing || choose(2) === 0)) send({ type: 'claims.made', runId })
    send(...observeSome(isPressing))
    if (isPressing || choose(3) === 0) send({ type: 'run.check', runId })
  }
  return run
}
