import { createApplyDefinition } from '../app/apply-definition.ts'
import { createReadFacts } from '../app/fsck/read-facts.ts'
import { seeObjects } from '../app/fsck/seen-objects.ts'
import type { RunIdentity } from '../app/run-identity.ts'
import { auditRun } from '../core/audit/audit-run.ts'
import type { Claim, Pod } from '../core/kubernetes.ts'
import type { IndexedPlan } from '../core/plan.ts'
import { hasEnded, type RunPhase } from '../core/run.ts'
import { RunSettings } from '../core/settings.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { SourceDocument } from '../dialects/yaml/document.ts'
import type { DefinitionRef } from '../ports/definitions.ts'
import { attemptFate } from './attempt-fate.ts'
import { criticalPath, type PathStep } from './critical-path.ts'
import type { FaultKind } from './fault.ts'
import { faultyTime, patience, type Scenario } from './scenario.ts'
import { type TaskRecord, taskRecords } from './task-record.ts'
import { usualFaults } from './usual-faults.ts'
import { whyNotEnded } from './why-not.ts'
import { createWitness, type Witness } from './witness.ts'
import { createWorld, type World, worldStart } from './world.ts'

/** A run document and the definitions that it needs, checked and compiled. */
export interface Subject {
  definitions: readonly (DefinitionRef & { dialect: Dialect; document: SourceDocument })[]
  /** Text of the one document. */
  text: string
  /** What makes the run the one that it is; see `runIdentity`. */
  key: string
  identity: RunIdentity
  plan: IndexedPlan
}

/** One run, as it went in the world of one seed. Times in virtual ms since the submission. */
export interface Outcome {
  seed: number
  /** How it ended; absent: it did not. */
  phase?: RunPhase
  lasted?: number
  /** Why it stands still. */
  endless?: string
  tasks: TaskRecord[]
  path: PathStep[]
  /** What must never happen, and did. */
  violations: string[]
  faults: Readonly<Record<FaultKind, number>>
  /** All that happened, a line each. */
  story: readonly string[]
}

const minute = 60_000

/** Starts a world in which the run is about to be submitted. */
const createScene = ({ plan, identity }: Subject, scenario: Scenario, seed: number) => {
  const violations: string[] = []
  const complain = (what: string): void => {
    violations.push(what)
    world.trace.tell('VIOLATION', what)
  }
  const witness: Witness = createWitness({
    runId: identity.runId,
    plan,
    now: () => world.clock.now(),
    isStruck: (uid) => world.struck.has(uid),
    complain,
  })
  const world: World = createWorld({
    seed,
    settings: RunSettings.parse({}),
    rates: scenario.faults ? usualFaults : {},
    fateOf: (pod, random) => {
      const task = witness.planTaskOf(pod)
      return attemptFate(pod, plan.pods[plan.tasks[task]!.pod]!, scenario.tasks[task]!, random)
    },
    cluster: witness.watchCluster,
    runLog: witness.watchLog,
  })
  world.kube.onChange(({ resource }) => {
    if (resource === 'pods') witness.moved()
  })
  return { world, witness, violations, complain }
}

type Scene = ReturnType<typeof createScene>

/** Stores the definitions, and sends what a person would. */
const submit = async (
  { world }: Scene,
  { definitions, text, key, identity: { namespace } }: Subject,
): Promise<void> => {
  const { queues, trace, kube } = world
  await kube.documents.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  const apply = createApplyDefinition(world)
  for (const { dialect, document, ...ref } of definitions) await apply(dialect, document, ref)
  trace.tell('user', 'submits the run')
  await queues.send('submit', [{ body: JSON.stringify({ type: 'run.submit', namespace, key, text }) }])
}

/** Nobody can cancel a run that is in no list yet. */
const cancel = async ({ world, witness }: Scene, { identity: { runId } }: Subject, at: number): Promise<void> => {
  const { queues, clock, trace, chaos } = world
  await clock.wait(at)
  while (witness.entries.length === 0) await clock.wait(1_000)
  chaos.note('user.cancel')
  trace.tell('user', 'cancels the run')
  await queues.send('work', [{ body: JSON.stringify({ type: 'run.cancel', runId }) }])
}

/** What went to the dead-letter queue by too many receives is put back, as whoever looks after the queues does. */
const createRedrive = ({ world: { queues, chaos }, complain }: Scene) => {
  const seen = new Set<string>()
  return async (): Promise<void> => {
    for (const { id, queue, body, reason } of await queues.deadLetters(10_000)) {
      if (seen.has(id)) continue
      seen.add(id)
      if (reason.startsWith('received ')) {
        chaos.note('queue.redrive')
        await queues.send(queue, [{ body }])
        continue
      }
      complain(`a message of [${queue}] can never work: ${reason}`)
    }
  }
}

/** Moves time until all is over, or until nothing has moved for long. */
const live = async (scene: Scene, { plan }: Subject, scenario: Scenario): Promise<void> => {
  const { world, witness } = scene
  const { clock, chaos, queues } = world
  const redrive = createRedrive(scene)
  const isOver = (): boolean => witness.isClosed && queues.waiting === 0
  const calm = worldStart + (scenario.faults ? faultyTime(scenario) : 0)
  const limit = patience(plan, scenario)
  await world.until(isOver, calm - clock.now())
  await redrive()
  if (scenario.faults && !isOver()) chaos.end()
  while (!isOver() && clock.now() - Math.max(witness.movedAt, calm) < limit) {
    await world.until(isOver, minute)
    await redrive()
  }
}

/** What the audit of a stored run finds, with the pods and claims that are there. */
const audit = async ({ world, witness, complain }: Scene, { identity: { runId, namespace } }: Subject) => {
  if (witness.entries.length === 0) return
  const { runLog, headers, clock, kube } = world
  const inventory = { entries: (id: typeof runId) => runLog.read(id, 0) }
  const facts = await createReadFacts({ runLog, headers, inventory, clock })(runId)
  const { byRun } = await seeObjects({
    pods: async () => (await kube.documents.list('pods', namespace)) as unknown as Pod[],
    claims: async () => (await kube.documents.list('persistentvolumeclaims', namespace)) as unknown as Claim[],
  })
  // A run that stands still is reported as such; its pods are there because it has not ended.
  const seen = witness.isClosed ? byRun.get(runId) : {}
  for (const { code, object, message } of auditRun({ ...facts, ...seen })) complain(`${code}: ${object}: ${message}`)
}

/** Runs the subject once, from its submission until it is closed and forgotten by every queue. One seed, one outcome. */
export const simulateRun = async (subject: Subject, scenario: Scenario, seed: number): Promise<Outcome> => {
  const scene = createScene(subject, scenario, seed)
  const { world, witness, violations } = scene
  await submit(scene, subject)
  if (scenario.cancelAt !== undefined) void cancel(scene, subject, scenario.cancelAt)
  world.start()
  await live(scene, subject, scenario)
  await audit(scene, subject)
  world.stop()
  const { entries, state } = witness
  const ended = entries.find(({ entry }) => entry.events.some(({ type }) => type === 'run.ended'))
  const tasks = taskRecords(subject.plan, state, { entries, since: worldStart })
  return {
    seed,
    ...(ended && hasEnded(state.phase) && { phase: state.phase, lasted: ended.at - worldStart }),
    ...(!witness.isClosed && { endless: whyNotEnded(subject.plan, state) }),
    tasks,
    path: criticalPath(subject.plan, tasks),
    violations,
    faults: world.chaos.counts,
    story: world.trace.lines,
  }
}
