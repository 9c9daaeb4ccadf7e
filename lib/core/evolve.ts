import type { Entry, Event, EventOf } from './event.ts'
import type { IndexedPlan } from './plan.ts'
import { partition } from './rule/release.ts'
import type { RunState, TaskState } from './run.ts'

type Fold<T extends Event['type']> = (plan: IndexedPlan, state: RunState, event: EventOf<T>, at: number) => void

const opened: Fold<'run.opened'> = (plan, state, event, at) => {
  const { type: _, ...identity } = event
  const openTasks = plan.tasks.filter((task) => !task.finally).length
  Object.assign(state, identity, { openedAt: at, phase: 'Pending', open: plan.tasks.length, openTasks })
  state.tasks = plan.tasks.map((task) => ({
    phase: 'Pending',
    remaining: task.needs.length,
    attempt: 0,
    failures: 0,
    disruptions: 0,
  }))
  plan.tasks.forEach((task, index) => {
    if (task.needs.length === 0 && !task.finally) state.eligible.push(index)
  })
}

const claimsMade: Fold<'claims.made'> = (_plan, state) => {
  state.claimsMade = true
  state.phase = 'Running'
}

const ready: Fold<'tasks.ready'> = (_plan, state, event, at) => {
  for (const index of event.tasks) {
    const task = state.tasks[index]!
    task.phase = 'Ready'
    task.readyAt = at
    task.newsAt = at
    state.inFlight.push(index)
  }
  // Tasks are admitted in the order of the queue, so everything up to the last one is settled.
  state.admitted = state.eligible.indexOf(event.tasks.at(-1)!, state.admitted) + 1
  if (state.admitted < state.eligible.length / 2) return
  state.eligible.splice(0, state.admitted)
  state.admitted = 0
}

const expanded: Fold<'task.expanded'> = (_plan, state, event, at) => {
  const task = state.tasks[event.task]!
  const first = state.tasks.length
  task.phase = 'Running'
  task.startedAt = at
  task.remaining = event.combinations.length
  task.instances = { first, count: event.combinations.length }
  state.fanned.push(event.task)
  event.combinations.forEach((params, instance) => {
    const own = { of: event.task, instance, params }
    state.tasks.push({ phase: 'Pending', remaining: 0, attempt: 0, failures: 0, disruptions: 0, ...own })
    state.eligible.push(first + instance)
  })
  state.open += event.combinations.length
}

const running: Fold<'attempt.running'> = (_plan, state, event, at) => {
  const task = state.tasks[event.task]!
  task.phase = 'Running'
  task.uid = event.uid
  task.node = event.node ?? task.node
  state.lastNode = task.node ?? state.lastNode
  task.seenAt ??= at
  task.newsAt = at
  task.startedAt = event.startedAt ?? task.startedAt
  if (event.leaving) task.leavingAt ??= at
  task.reason = event.waiting?.reason
  task.message = event.waiting?.message
}

const stopping: Fold<'attempt.stopping'> = (_plan, state, event, at) => {
  const { phase, reason, message } = event
  state.tasks[event.task]!.stopping = { phase, reason, message, at }
}

const attemptEnded: Fold<'attempt.ended'> = (_plan, state, event, at) => {
  const task = state.tasks[event.task]!
  task.exitCode = event.exitCode
  task.results = event.results
  task.startedAt = event.startedAt ?? task.startedAt
  task.node = event.node ?? task.node
  state.lastNode = task.node ?? state.lastNode
  task.uid = event.uid ?? task.uid
  task.newsAt = at
  const { task: index, attempt, lost } = event
  const ended = { ordinal: state.ended, task: index, attempt, uid: task.uid, endedAt: at }
  state.unreleased.push({ ...ended, ...(lost && { lost }) })
  state.ended += 1
  state.lastEndAt = at
}

const retried: Fold<'task.retried'> = (_plan, state, event, at) => {
  const { failures, disruptions, exitCode, of, instance, params } = state.tasks[event.task]!
  state.tasks[event.task] = {
    phase: 'Ready',
    remaining: 0,
    attempt: event.attempt,
    failures: failures + (event.disrupted ? 0 : 1),
    disruptions: disruptions + (event.disrupted ? 1 : 0),
    readyAt: at,
    newsAt: at,
    notBefore: event.notBefore,
    exitCode,
    ...(of !== undefined && { of, instance, params }),
  }
}

const settle = (state: RunState, index: number): void => {
  const task = state.tasks[index]!
  task.remaining -= 1
  if (task.remaining === 0 && task.phase === 'Pending') state.eligible.push(index)
}

const leaveWindow = (state: RunState, index: number, task: TaskState): void => {
  // A task that has fanned out is not in flight itself.
  if (task.phase === 'Pending' || task.instances) return
  state.inFlight.splice(state.inFlight.indexOf(index), 1)
}

/** One open task less: of those that are not final the last one lets the final ones begin. */
const closeTask = (plan: IndexedPlan, state: RunState, { index, at }: { index: number; at: number }): void => {
  state.open -= 1
  const { of } = state.tasks[index]!
  if (of !== undefined) {
    state.tasks[of]!.remaining -= 1
    return
  }
  if (state.tasks[index]!.instances) state.fanned.splice(state.fanned.indexOf(index), 1)
  if (plan.tasks[index]!.finally) return
  state.openTasks -= 1
  if (state.openTasks > 0) return
  state.finallyAt = at
  plan.tasks.forEach((task, final) => {
    if (task.finally && state.tasks[final]!.phase === 'Pending') state.eligible.push(final)
  })
}

const tasksEnded: Fold<'tasks.ended'> = (plan, state, event, at) => {
  for (const index of event.tasks) {
    const task = state.tasks[index]!
    leaveWindow(state, index, task)
    task.phase = event.phase
    task.reason = event.reason
    task.message = event.message
    task.endedAt = at
    closeTask(plan, state, { index, at })
    for (const dependant of plan.dependants[index] ?? []) settle(state, dependant)
  }
}

const runStopping: Fold<'run.stopping'> = (_plan, state, event, at) => {
  const { type: _, ...stop } = event
  state.stopping = { ...stop, at }
}

const runEnded: Fold<'run.ended'> = (_plan, state, event, at) => {
  state.phase = event.phase
  state.reason = event.reason
  state.message = event.message
  state.results = event.results
  state.endedAt = at
  state.lastEndAt ??= at
}

const released: Fold<'pods.released'> = (_plan, state, event) => {
  state.unreleased = partition(state.unreleased, event.attempts).rest
}

const notified: Fold<'run.notified'> = (_plan, state, event) => {
  state.notified.push(event.milestone)
}

const closed: Fold<'run.closed'> = (_plan, state) => {
  state.closed = true
}

const folds: { [T in Event['type']]: Fold<T> } = {
  'run.opened': opened,
  'claims.made': claimsMade,
  'tasks.ready': ready,
  'task.expanded': expanded,
  'attempt.running': running,
  'attempt.stopping': stopping,
  'attempt.ended': attemptEnded,
  'task.retried': retried,
  'tasks.ended': tasksEnded,
  'run.stopping': runStopping,
  'run.ended': runEnded,
  'pods.released': released,
  'run.notified': notified,
  'run.closed': closed,
}

/** Folds one event into the state, in place: the fold owns it. Total for events that `decide` made of this state. */
export const evolve = (plan: IndexedPlan, state: RunState, event: Event, at: number): void => {
  state.movedAt = at
  const fold = folds[event.type] as Fold<Event['type']>
  fold(plan, state, event, at)
}

/** Folds a stored entry. */
export const evolveEntry = (plan: IndexedPlan, state: RunState, entry: Entry): void => {
  for (const event of entry.events) evolve(plan, state, event, entry.at)
  state.seq = entry.seq
}
