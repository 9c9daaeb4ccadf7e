/** Every use case of Millrace on queues, from the open log to the end of the run, against an in-memory cluster. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryCluster } from '../lib/adapters/memory/memory-cluster.ts'
import { systemClock as clock } from '../lib/adapters/system/system-clock.ts'
import { systemRandom as random } from '../lib/adapters/system/system-random.ts'
import { RunId } from '../lib/core/message.ts'
import type { IndexedPlan } from '../lib/core/plan.ts'
import { startEngine } from '../lib/local/engine.ts'
import { openStore, type Store } from '../lib/local/store.ts'
import { memoryStore, openRun, recordingLog, settings } from '../test/support/memory-world.ts'
import { figure, heading } from './budget.ts'
import { chain, fanOut } from './plans.ts'

type Ports = Omit<Store, 'database'>

/** Milliseconds from the first message to the end of the run. */
const timeOf = async (store: Ports, plan: IndexedPlan): Promise<number> => {
  const { cluster } = createMemoryCluster({ clock, random })
  const log = recordingLog()
  const engine = startEngine({ store, cluster, settings, clock, random, log })
  const runId = RunId.parse(randomUUID())
  await openRun({ ...store, clock }, runId, { plan })
  const started = performance.now()
  await store.queues.send('submit', [{ body: JSON.stringify({ type: 'run.prepare', runId }) }])
  for (let phase = 'Pending'; phase === 'Pending' || phase === 'Running'; ) {
    await clock.wait(5)
    phase = (await store.headers.get(runId))?.phase ?? 'Pending'
  }
  const took = performance.now() - started
  await engine.stop()
  const errors = log.lines.filter((line) => line.startsWith('error'))
  if (errors.length > 0) throw new Error(errors.slice(0, 5).join('\n'))
  return took
}

const tasksPerSecond = async (store: Ports, plan: IndexedPlan): Promise<number> =>
  plan.tasks.length / ((await timeOf(store, plan)) / 1_000)

const onFile = async <T>(use: (store: Store) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
  const store = openStore(join(folder, 'millrace.db'), { clock, random })
  try {
    return await use(store)
  } finally {
    store.database.close()
    rmSync(folder, { recursive: true })
  }
}

heading('All use cases on queues, in-memory cluster')
await tasksPerSecond(memoryStore({ clock, random }), fanOut(1_000))
figure(
  'in-memory ports, fan-out of 10,000',
  await tasksPerSecond(memoryStore({ clock, random }), fanOut(10_000)),
  { atLeast: 5_000 },
  'tasks/s',
)
const wide = await onFile((store) => tasksPerSecond(store, fanOut(10_000)))
figure('SQLite WAL, fan-out of 10,000', wide, { atLeast: 2_000 }, 'tasks/s')
const narrow = await onFile((store) => tasksPerSecond(store, fanOut(1_000)))
figure('SQLite WAL, cost per task at 10,000 over that at 1,000', narrow / wide, { atMost: 1.3 }, 'ratio')
const steps = await onFile((store) => timeOf(store, chain(100)))
console.log(`SQLite WAL, chain of 100: ${(steps / 100).toFixed(2)} ms a task`)
