import { setTimeout as wait } from 'node:timers/promises'
import type { Script } from '../../lib/local/cluster/instant/script.ts'
import { type MeasuredWorld, measuredWorld } from './measured-world.ts'
import type { FunctionFigures, Measurement } from './measurement.ts'
import { scriptedKubelet } from './scripted-kubelet.ts'
import type { Workload } from './workload.ts'

export interface Conditions {
  name: string
  script: Partial<Script>
  /** Every function's environments are ended whenever so many more pods were created. Absent: they are kept. */
  recycleEvery?: number
}

/**
 * How long after a pod's creation environments are ended, ms: whoever has created it is done by then, and nothing else is
 * to be done before the pod ends. An environment that is ended when something is given to it would lose that.
 */
const quietAfter = 150

/** Ms after which a workload is given up. */
const patience = 600_000

const every = async (ms: number, isDone: () => Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + patience; !(await isDone()); await wait(ms))
    if (Date.now() > end) throw new Error(`not done after ${patience} ms`)
}

/** Memory of each function, and what it has written so far. */
export const figuresOf = ({ system }: MeasuredWorld): Record<string, FunctionFigures> =>
  Object.fromEntries(
    Object.entries(system.functions).map(([name, { definition, lines }]) => [
      name,
      {
        memoryMb: definition.memoryMb,
        lines: lines.length,
        lineBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0),
      },
    ]),
  )

/**
 * Runs a workload in a world of its own. `onEnded`: the run has ended, and what is left is to wait for its pods' release.
 */
export const runWorkload = async (
  { text, tasks }: Workload,
  { name, script, recycleEvery }: Conditions,
  onEnded: () => void = () => {},
): Promise<Measurement> => {
  let created = 0
  let recycle = (): void => {}
  const onCreated = (): void => {
    created += 1
    if (recycleEvery !== undefined && created % recycleEvery === 0) setTimeout(() => recycle(), quietAfter)
  }
  const world = await measuredWorld(scriptedKubelet({ script, onCreated }))
  recycle = () => {
    // The watcher is at work all the time, as it would be.
    for (const [one, { recycle: end }] of Object.entries(world.system.functions)) if (one !== 'watch') void end()
  }
  try {
    const started = performance.now()
    const runId = await world.files.submit(text, 'bench')
    await every(50, async () => (await world.headers.get(runId))?.endedAt !== undefined)
    const tookMs = performance.now() - started
    onEnded()
    const header = await world.headers.get(runId)
    if (header?.phase !== 'Succeeded')
      throw new Error(`${name}: the run has ended ${header?.phase}: ${header?.message}`)
    await every(500, async () => (await world.headers.due(Number.MAX_SAFE_INTEGER, 1)).length === 0)
    const letters = await world.queues.deadLetters(1)
    if (letters.length > 0) throw new Error(`${name}: ${letters[0]!.reason}`)
    return {
      name,
      tasks,
      tookMs,
      invocations: world.invocations(),
      calls: [...world.system.recorder.calls],
      requests: [...(world.system.gateway?.requests ?? [])],
      functions: figuresOf(world),
    }
  } finally {
    await world.stop()
  }
}
