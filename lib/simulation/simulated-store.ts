import { isError } from '../core/error.ts'
import type { Entry } from '../core/event.ts'
import type { RunHeader } from '../core/header.ts'
import type { RunId } from '../core/message.ts'
import type { Definitions } from '../ports/definitions.ts'
import type { Leases } from '../ports/leases.ts'
import type { Objects } from '../ports/objects.ts'
import type { DueRun, RunHeaders } from '../ports/run-headers.ts'
import type { RunLog } from '../ports/run-log.ts'
import type { Chaos } from './chaos.ts'
import type { FaultKind } from './fault.ts'
import type { Sandbox } from './sandbox.ts'

const reads: readonly FaultKind[] = ['store.throttled']
const writes: readonly FaultKind[] = ['store.throttled', 'store.unanswered']

const eventsOf = ({ events }: Entry): string =>
  events
    .map((event) => {
      const tasks = 'tasks' in event ? event.tasks.join(',') : 'task' in event ? String(event.task) : ''
      const phase = 'phase' in event ? ` ${event.phase}` : ''
      return `${event.type} ${tasks}${phase}`.trim()
    })
    .join('; ')

export const simulatedRunLog = (inner: RunLog, { call }: Sandbox, chaos: Chaos): RunLog => ({
  append: (runId, entry) =>
    call({ says: `appends LOG ${entry.seq}: ${eventsOf(entry)}`, faults: [...writes, 'store.conflict'] }, async () => {
      try {
        await inner.append(runId, entry)
      } catch (error) {
        if (isError(error, 'Conflict')) chaos.note('store.raced')
        throw error
      }
    }),
  read: (...args) => call({ faults: reads }, () => inner.read(...args)),
  putPlan: (...args) => call({ says: 'puts the plan', faults: writes }, () => inner.putPlan(...args)),
  plan: (...args) => call({ faults: reads }, () => inner.plan(...args)),
  putSnapshot: (...args) =>
    call({ says: `puts SNAPSHOT ${args[1]}`, faults: writes }, () => inner.putSnapshot(...args)),
  snapshot: (...args) => call({ faults: reads }, () => inner.snapshot(...args)),
  remove: (...args) => call({ says: 'removes the run', faults: writes }, () => inner.remove(...args)),
})

/** What an index may still show of each run: the header before the last. */
export type OldHeaders = Map<RunId, RunHeader>

export const simulatedHeaders = (
  inner: RunHeaders,
  { call }: Sandbox,
  { chaos, old }: { chaos: Chaos; old: OldHeaders },
): RunHeaders => {
  const isStale = () => chaos.strike(['store.staleIndex'], 'an index')
  const older = (rows: { runId: RunId }[]): RunHeader[] =>
    rows.map(({ runId }) => old.get(runId)).filter((header) => header !== undefined)
  const index = (rows: RunHeader[]): RunHeader[] => (isStale() ? older(rows) : rows)
  const dueIndex = (rows: DueRun[]): DueRun[] =>
    isStale() ? older(rows).flatMap(({ runId, dueAt }) => (dueAt === undefined ? [] : [{ runId, dueAt }])) : rows
  return {
    put: (header, expected) =>
      call({ says: `writes the header: ${header.phase}, due ${header.dueAt ?? 'never'}`, faults: writes }, async () => {
        const before = await inner.get(header.runId)
        const stored = await inner.put(header, expected)
        if (before && before.seq !== stored.seq) old.set(header.runId, before)
        return stored
      }),
    get: (...args) => call({ faults: reads }, () => inner.get(...args)),
    list: (...args) => call({ faults: reads }, async () => index(await inner.list(...args))),
    named: (...args) => call({ faults: reads }, async () => index(await inner.named(...args))),
    due: (...args) => call({ faults: reads }, async () => dueIndex(await inner.due(...args))),
  }
}

export const simulatedDefinitions = (inner: Definitions, { call }: Sandbox): Definitions => ({
  put: (...args) => call({ says: 'stores a definition', faults: writes }, () => inner.put(...args)),
  get: (...args) => call({ faults: reads }, () => inner.get(...args)),
  list: (...args) => call({ faults: reads }, () => inner.list(...args)),
  remove: (...args) => call({ says: 'removes a definition', faults: writes }, () => inner.remove(...args)),
})

export const simulatedObjects = (inner: Objects, { call }: Sandbox): Objects => ({
  put: (...args) => call({ says: `stores ${args[0]}`, faults: writes }, () => inner.put(...args)),
  get: (...args) => call({ faults: reads }, () => inner.get(...args)),
  has: (...args) => call({ faults: reads }, () => inner.has(...args)),
  list: (...args) => call({ faults: reads }, () => inner.list(...args)),
  remove: (...args) => call({ says: `removes ${args[0]}`, faults: writes }, () => inner.remove(...args)),
})

export const simulatedLeases = (inner: Leases, { call }: Sandbox, onTaken: () => void): Leases => ({
  read: (...args) => call({ faults: reads }, () => inner.read(...args)),
  take: (...args) =>
    call({ says: 'asks for the lease', faults: writes }, async () => {
      const lease = await inner.take(...args)
      if (lease) onTaken()
      return lease
    }),
  update: (name, owner, change) =>
    call(
      { says: `updates the lease${change.ending === undefined ? '' : `: ending ${change.ending}`}`, faults: writes },
      () => inner.update(name, owner, change),
    ),
  drop: (...args) => call({ says: 'drops the lease', faults: writes }, () => inner.drop(...args)),
})
