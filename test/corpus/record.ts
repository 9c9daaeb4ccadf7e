/**
 * Writes logs of this version for later versions to replay. A corpus that has been released is never written again: a
 * new version adds a folder of its own.
 *
 *   node test/corpus/record.ts 0.1.0
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tektonWorld } from '../e2e/tekton/tekton-world.ts'
import type { Recorded } from './recorded-run.ts'

const version = process.argv[2] ?? ''
const examples = ['build-with-workspace', 'retry-by-exit-code', 'tekton-pipeline', 'tekton-sidecar']
const folder = new URL(`./${version}/`, import.meta.url)

mkdirSync(folder, { recursive: true })
const world = await tektonWorld()
for (const name of examples) {
  const text = readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), 'utf8')
  const { runId } = await world.run(text, name)
  const { state } = await world.until(runId, ({ state }) => state.closed)
  const recorded: Recorded = {
    plan: JSON.parse(await world.runLog.plan(runId, state.plan)),
    entries: await world.runLog.read(runId, 0),
    state: JSON.parse(JSON.stringify(state)),
  }
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(recorded)}\n`)
}
await world.stop()
