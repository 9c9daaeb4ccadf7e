import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunSettings } from '../../../lib/core/settings.ts'
import { processKubelet } from '../../../lib/local/cluster/process/process-kubelet.ts'
import { embeddedWorld } from '../../support/embedded-world.ts'
import { createFileRuns } from '../../support/file-runs.ts'

/** The embedded default, to which files are given as a person does. */
export const tektonWorld = async (settings: Partial<RunSettings> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-tekton-'))
  const world = await embeddedWorld({ kubelet: processKubelet({ folder }), settings })
  return {
    ...world,
    ...createFileRuns(world),
    stop: async (): Promise<void> => {
      await world.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type TektonWorld = Awaited<ReturnType<typeof tektonWorld>>
