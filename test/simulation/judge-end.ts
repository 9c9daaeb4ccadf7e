import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { type ArchivedLogs, createArchivedLogs } from '../../lib/app/collect/archived-logs.ts'
import { createReadFacts } from '../../lib/app/fsck/read-facts.ts'
import { seeObjects } from '../../lib/app/fsck/seen-objects.ts'
import { auditRun } from '../../lib/core/audit/audit-run.ts'
import type { Claim, KubeObject, Pod } from '../../lib/core/kubernetes.ts'
import type { RunId } from '../../lib/core/message.ts'
import { replay } from '../../lib/core/replay.ts'
import { planTask } from '../../lib/core/task.ts'
import type { World } from '../../lib/simulation/world.ts'
import { chronicleOf, outcomesOf } from '../support/pipeline-chronicle.ts'
import { type Outcome, pipelineOutcomes, runEnd } from '../support/pipeline-oracle.ts'
import { expectAllowed } from '../support/pipeline-promises.ts'
import type { LogJudge } from './judge-log.ts'
import { asRecorded, type RecordedEnd, recordedEnds, unfaithful } from './recorded.ts'
import type { Spec } from './spec.ts'
import type { Truth } from './truth.ts'

export interface Judged {
  spec: Spec
  runId: RunId
  world: World
  log: LogJudge
  truth: Truth
  /** Names of pods that are somebody else’s. */
  strangers: ReadonlySet<string>
  complain: (what: string) => void
}

const namespace = 'default'
/** A function that decides that there is no run may be so slow to say so. */
const slowest = 60_000
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const judgeDeadLetters = async ({ spec, world, log, strangers, complain }: Judged): Promise<void> => {
  const openedAt = log.writtenAt[0] ?? Infinity
  for (const { queue, body, reason, at } of await world.queues.deadLetters(10_000)) {
    const isEarlyCancel = at <= openedAt + slowest && body.includes('run.cancel')
    const isExplained =
      reason.startsWith('received ') ||
      (reason.startsWith('KeyReused') && spec.otherBodies.length > 0) ||
      (reason.startsWith('NotFound') && (strangers.size > 0 || isEarlyCancel))
    if (!isExplained) complain(`dead letter of [${queue}]: ${reason}`)
  }
}

/** What `millrace fsck` would find. */
const judgeAudit = async ({ runId, world, strangers, complain }: Judged): Promise<void> => {
  const { runLog, headers, clock, kube } = world
  const inventory = { entries: (id: RunId) => runLog.read(id, 0) }
  const facts = await createReadFacts({ runLog, headers, inventory, clock })(runId)
  const isOurs = ({ metadata }: KubeObject): boolean => !strangers.has(metadata.name)
  const list = async <T>(resource: string): Promise<T[]> =>
    (await kube.documents.list(resource, namespace)).filter(isOurs) as unknown as T[]
  const { byRun } = await seeObjects({
    pods: () => list<Pod>('pods'),
    claims: () => list<Claim>('persistentvolumeclaims'),
  })
  for (const { code, object, message } of auditRun({ ...facts, ...byRun.get(runId) }))
    complain(`fsck: ${code}: ${object}: ${message}`)
}

/** What is left in the world when the run is closed. */
const judgeRest = async (judged: Judged): Promise<void> => {
  const { runId, world, log, strangers, complain } = judged
  const { cluster } = world.kube
  await judgeAudit(judged)
  const { pods } = await cluster.listPods({ namespace, labels: {} })
  for (const { metadata } of pods) if (!strangers.has(metadata.name)) complain(`pod ${metadata.name} is left`)
  for (const { name, keep, existing } of log.plan().claims) {
    const claim = await cluster.claim(namespace, name)
    if (claim && keep === 'run' && !existing) complain(`claim ${name} is left`)
  }
  if ((await world.headers.due(Infinity, 10)).length > 0) complain('something is due after the run was closed')
  const replayed = replay(log.plan(), await world.runLog.read(runId, 0))
  if (!isDeepStrictEqual(plain(replayed), plain(log.state))) complain('the log does not replay to the state')
  const header = await world.headers.get(runId)
  if (header?.phase !== log.state.phase || header.seq > log.state.seq) complain('the header is not that of the state')
}

/** The logs of what started, and was not taken away, are kept. */
const judgeArchive = async (
  { runId, log, complain }: Judged,
  archive: ArchivedLogs,
  { event, misfortune, isDeleted }: RecordedEnd,
): Promise<void> => {
  const { task, attempt, uid, startedAt } = event
  if (misfortune || isDeleted || uid === undefined || event.lost || startedAt === undefined || !log.state.closed) return
  const { steps } = log.plan().pods[planTask(log.plan(), log.state, task).pod]!
  for (const [step, { container }] of steps.entries()) {
    const bytes = await archive.read({ runId, task, attempt, step, container: container.name })
    if (
      !Buffer.from(bytes ?? [])
        .toString()
        .startsWith('log of ')
    )
      complain(`the log of step ${step} of task ${task} attempt ${attempt} is lost`)
  }
}

/** Who wants to be told has been told of both ends of the run, if it had both, and of nothing that was not. */
const judgeTold = ({ runId, world, log, complain }: Judged): void => {
  const { settings, claimsMade, phase } = log.state
  const wanted = settings.events ? [...(claimsMade ? ['started'] : []), 'finished'] : []
  const told = [...new Set(world.told.map(({ id }) => id))].sort()
  const expected = wanted.map((milestone) => `${runId}/${milestone}`).sort()
  if (!isDeepStrictEqual(told, expected)) complain(`told of ${told.join(', ')}; expected ${expected.join(', ')}`)
  const wrong = world.told.find(({ type, data }) => type.includes('finished') && data['phase'] !== phase)
  if (wrong) complain(`told that the run ended as ${String(wrong.data['phase'])}, not ${phase}`)
}

const outline = (outcomes: readonly Outcome[]): unknown =>
  plain(outcomes.map(({ phase, reason, instances }) => ({ phase, reason, instances: instances && outline(instances) })))

/** How everything ended, against what the plan and the recorded ends of the attempts allow. */
const judgeOutcome = ({ spec, log, complain }: Judged, ends: readonly RecordedEnd[]): void => {
  const { state, entries } = log
  const { timeouts } = log.plan()
  const one = asRecorded({ ...spec.one, plan: { ...spec.one.plan, timeouts } }, state, ends)
  const run = { plan: one.plan, state, log: entries } as unknown as Parameters<typeof expectAllowed>[1]
  try {
    const chronicle = chronicleOf(one, run)
    expectAllowed(one, run)
    const isUndisturbed = ends.every(({ isStopped, event }) => !isStopped || event.phase === 'TimedOut')
    if (chronicle.stops.length > 0 || !isUndisturbed) return
    const found = outcomesOf(one, run)
    assert.deepEqual(outline(found), outline(pipelineOutcomes(one, chronicle.isDecidedBeforeFailure)))
    const { phase, reason } = runEnd(one, found)
    assert.deepEqual([state.phase, state.reason], [phase, reason])
  } catch (error) {
    complain(`oracle: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Where the world was asked for it: that what happened was known in time. */
const judgePromptness = ({ spec, log, truth, complain }: Judged): void => {
  const { prompt } = spec.demands
  if (prompt === undefined) return
  const startedAt = new Map<string, number>()
  log.entries.forEach(({ events }, n) => {
    for (const event of events) {
      if (event.type === 'attempt.running' && event.startedAt !== undefined)
        startedAt.set(`${event.task}/${event.attempt}`, event.startedAt)
      const late = (since: number | undefined, what: string): void => {
        const delay = log.writtenAt[n]! - (since ?? Infinity)
        if (delay > prompt) complain(`${what} was known ${delay / 1000} s late`)
      }
      if (event.type === 'attempt.ended' && event.uid !== undefined)
        late(truth.endedAt.get(event.uid), `the end of task ${event.task} attempt ${event.attempt}`)
      if (event.type !== 'attempt.stopping' || event.phase !== 'TimedOut' || event.reason !== 'TaskRunTimeout') continue
      const since = startedAt.get(`${event.task}/${event.attempt}`)
      late(since && since + 180_000, `the deadline of task ${event.task} attempt ${event.attempt}`)
    }
  })
}

/** What must hold when all is over. */
export const judgeEnd = async (judged: Judged): Promise<void> => {
  const { spec, log, world, complain } = judged
  await judgeDeadLetters(judged)
  if (log.entries.length === 0) return
  if (log.state.closed) await judgeRest(judged)
  if (log.state.closed) judgeTold(judged)
  const ends = recordedEnds(spec.one, { ...log, struck: world.struck })
  const archive = createArchivedLogs(world.objects)
  for (const end of ends) {
    const wrong = unfaithful(end)
    if (wrong) complain(wrong)
    await judgeArchive(judged, archive, end)
  }
  judgePromptness(judged)
  if (log.state.endedAt !== undefined) judgeOutcome(judged, ends)
}
