import { nonceAnnotation } from '../../lib/pods/labels.ts'
import type { FaultKind } from '../../lib/simulation/fault.ts'
import { createWorld, type World } from '../../lib/simulation/world.ts'
import { letPeopleAct, runIdIn, strangersNonce } from './actors.ts'
import { judgeEnd } from './judge-end.ts'
import { createLogJudge } from './judge-log.ts'
import { podFate } from './pod-script.ts'
import type { Spec } from './spec.ts'
import { createTruth, scriptedEnd } from './truth.ts'

export interface Verdict {
  seed: number
  violations: string[]
  /** What happened, line by line. */
  story: readonly string[]
  faults: Readonly<Record<FaultKind, number>>
  /** Faults by chance: each can be left out by its ordinal below this. */
  drawn: number
  /** Tasks with instances, pods, entries, virtual milliseconds. */
  tasks: number
  pods: number
  entries: number
  lasted: number
  /** How the run ended; undefined: it was never opened. */
  phase?: string
}

/** Once nothing goes wrong any more, something moves within so many ms, until all is over. */
export const liveness = 25 * 60_000
/** No world lasts longer than this after its last fault. */
const atMost = 24 * 3_600_000

/** Messages that opened no run are put back from the dead-letter queue; all others the checks make up for. */
const redriveSubmissions = async ({ queues, chaos }: World, redriven: Set<string>): Promise<void> => {
  for (const { id, queue, body, reason } of await queues.deadLetters(10_000)) {
    if (redriven.has(id) || !reason.startsWith('received ')) continue
    redriven.add(id)
    chaos.note('queue.redrive')
    if (queue === 'submit') await queues.send(queue, [{ body }])
  }
}

/** When the last of the people does something, in ms since the world began. */
const lastActOf = ({ resubmits, otherBodies, secondWatchers, cancels, strangers }: Spec): number =>
  Math.max(0, ...resubmits, ...otherBodies, ...secondWatchers, ...[...cancels, ...strangers].map(({ at }) => at))

/** Runs one world to its end, and judges it. */
export const runWorld = async (spec: Spec, { muted }: { muted?: ReadonlySet<number> } = {}): Promise<Verdict> => {
  const violations: string[] = []
  const complain = (what: string): void => {
    violations.push(what)
    world.trace.tell('VIOLATION', what)
  }
  const now = (): number => world.clock.now()
  const runId = runIdIn(spec)
  const log = createLogJudge(runId, now, complain)
  const truth = createTruth({ one: spec.one, now, state: log.state, complain })
  const strangers = new Set<string>()
  const { seed, settings, rates, maxReceives, demands } = spec
  const world: World = createWorld({
    seed,
    settings,
    rates,
    muted,
    maxReceives,
    fateOf: (pod, random) =>
      pod.metadata.annotations?.[nonceAnnotation] === strangersNonce
        ? { script: { runFor: 60_000 }, isSpared: true }
        : podFate(pod, scriptedEnd(spec.one, pod), random),
    cluster: (inner) => truth.watching(inner, (uid) => world.struck.has(uid)),
    runLog: (inner) => {
      const judged = log.watching(inner)
      return { ...judged, append: (...args) => judged.append(...args).then(truth.moved) }
    },
    ...(!demands.isChecked && { headers: (inner) => ({ ...inner, due: () => Promise.resolve([]) }) }),
  })
  truth.follow(world.kube)
  await letPeopleAct(world, spec, strangers)

  const isDone = (): boolean =>
    demands.goal === 'ended'
      ? log.state.endedAt !== undefined
      : (log.state.closed || log.entries.length === 0) && world.queues.waiting === 0
  world.start()
  const lastAct = world.startedAt + lastActOf(spec)
  await world.until(() => isDone() && now() > lastAct, spec.faultsUntil)
  world.chaos.end()
  const calmAt = now()
  const redriven = new Set<string>()
  for (;;) {
    await redriveSubmissions(world, redriven)
    if (await world.until(isDone, 60_000)) break
    const still = now() - Math.max(truth.movedAt, calmAt)
    if (still < liveness && now() < calmAt + atMost) continue
    complain(`the run does not end: nothing has moved for ${Math.round(still / 60_000)} minutes`)
    break
  }
  await judgeEnd({ spec, runId, world, log, truth, strangers, complain })
  world.stop()
  return {
    seed,
    violations,
    story: [...world.trace.lines],
    faults: world.chaos.counts,
    drawn: world.chaos.drawn,
    tasks: log.state.tasks.length,
    pods: truth.made.length,
    entries: log.entries.length,
    lasted: now() - world.startedAt,
    ...(log.entries.length > 0 && { phase: log.state.phase }),
  }
}
