/** From the exit of one real process to the acceptance of the next task's pod, by the API server's own times. */
import { randomUUID } from 'node:crypto'
import { RunId } from '../lib/core/message.ts'
import { indexPlan, type IndexedPlan } from '../lib/core/plan.ts'
import { instantKubelet } from '../lib/local/cluster/instant-kubelet.ts'
import { processKubelet } from '../lib/local/cluster/process/process-kubelet.ts'
import type { Cluster } from '../lib/ports/cluster.ts'
import { embeddedWorld } from '../test/support/embedded-world.ts'
import { figure, heading, quantile } from './budget.ts'
import { chain } from './plans.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Each process writes when it is about to exit; each create is timed when its answer is there. */
const withCommand = (plan: IndexedPlan, file: string): IndexedPlan =>
  indexPlan({
    ...plan,
    pods: plan.pods.map((pod) => ({
      ...pod,
      steps: [{ container: { name: 'main', image: 'busybox', command: ['/bin/sh', '-c', `sleep 0.05; date +%s%N >> ${file}`] } }],
    })),
  })
