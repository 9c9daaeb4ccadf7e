import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RunSettings } from '../../lib/core/settings.ts'
import type { MakeKubelet } from '../../lib/local/cluster/kubelet.ts'
import { deploy } from '../../test/system/deployment.ts'
import { type Invocation, readInvocations } from './invocation.ts'

const probe = fileURLToPath(new URL('probe.mjs', import.meta.url))

/** The settings that a system test shortens, as they are deployed. */
const deployed = (): Record<string, string> => {
  const { horizon, checkInterval, silence, pendingTimeout, disruptionBackoff } = RunSettings.parse({})
  return {
    MILLRACE_HORIZON: String(horizon),
    MILLRACE_CHECK_INTERVAL: String(checkInterval),
    MILLRACE_SILENCE: String(silence),
    MILLRACE_PENDING_TIMEOUT: String(pendingTimeout),
    MILLRACE_DISRUPTION_BACKOFF: String(disruptionBackoff),
  }
}

/** The packaged system with the settings and the schedule of a deployment, and a probe in every function. */
export const measuredWorld = async (kubelet: MakeKubelet) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-probe-'))
  const world = await deploy({
    kubelet: () => kubelet,
    capacity: true,
    faster: 1,
    variables: { ...deployed(), NODE_OPTIONS: `--import=${probe}`, MILLRACE_PROBE: folder },
  })
  return {
    ...world,
    invocations: (): Invocation[] => readInvocations(folder),
    stop: async (): Promise<void> => {
      await world.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type MeasuredWorld = Awaited<ReturnType<typeof measuredWorld>>
