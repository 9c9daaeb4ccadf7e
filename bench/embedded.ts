/** Through the embedded cluster's HTTP API with the `instant` kubelet: archive and release included. */
import { randomUUID } from 'node:crypto'
import { RunId } from '../lib/core/message.ts'
import type { IndexedPlan } from '../lib/core/plan.ts'
import { instantKubelet } from '../lib/local/cluster/instant-kubelet.ts'
import { embeddedWorld } from '../test/support/embedded-world.ts'
import { figure, heading } from './budget.ts'
import { fanOut } from './plans.ts'

const measure = async (plan: IndexedPlan): Promise<{ ended: number; closed: number }> => {
  const world = await embeddedWorld({ kubelet: instantKubelet() })
  const runId = RunId.parse(randomUUID())
  const started = performance.now()
  await world.start(runId, plan)
  await world.until(runId, 'ended', 120_000)
  const ended = performance.now() - started
  await world.until(runId, 'closed', 120_000)
  const closed = performance.now() - started - 2_000
  await world.stop()
  return { ended, closed }
}

heading('Embedded cluster over HTTP, instant kubelet')
const { ended, closed } = await measure(fanOut(2_000))
figure('fan-out of 2,000 to the end of the run', 2_002 / (ended / 1_000), { atLeast: 250 }, 'tasks/s')
figure('the same until closed, less the horizon', 2_002 / (closed / 1_000), { atLeast: 250 }, 'tasks/s')
