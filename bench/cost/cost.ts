/**
 * What Millrace costs on AWS: calls of the packaged functions in the emulated system, counted, times list prices. Takes
 * about six minutes. `--layers N`: layers of the wide workload, 30 unless given. With 100 of them, the largest run there
 * may be, it takes a quarter of an hour.
 */
import { parseArgs } from 'node:util'
import { assumptions } from './assumptions.ts'
import { reportBundles } from './bundles.ts'
import { figuresOf } from './figures.ts'
import { reportHandOver } from './hand-over.ts'
import { reportIdleMonth } from './idle-month.ts'
import { measuredWorld } from './measured-world.ts'
import { reportPrices } from './report-prices.ts'
import { reportProfile } from './report-profile.ts'
import { reportBeside, reportBudgets, reportCounts, reportDollars, reportTime } from './report-tasks.ts'
import { runWorkload } from './run-workload.ts'
import { scriptedKubelet } from './scripted-kubelet.ts'
import { reportWatcher } from './watcher.ts'
import { chain, layers } from './workload.ts'

const { values } = parseArgs({ options: { layers: { type: 'string', default: '30' } } })
const depth = Number(values.layers)
const width = 100
const log = 'a line of what the task has to say\n'

/** Resolves when the run has ended; the rest of it is waiting, and goes on beside what comes next. */
const begun = async (...[workload, conditions]: Parameters<typeof runWorkload>) => {
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
  const measured = runWorkload(workload, conditions, resolve)
  measured.catch(reject)
  await ended
  return { measured }
}

const measureAll = async () => {
  const long = begun(chain(60), { name: 'chain, 2.5 s tasks', script: { runMs: 2_500, log } })
  const warm = await begun(chain(100), { name: 'chain, warm', script: { runMs: 0, log } })
  const cold = begun(chain(100), { name: 'chain, cold', script: { runMs: 400, log }, recycleEvery: 1 })
  const wide = layers(width, depth)
  const wideWarm = await begun(wide, { name: 'wide, warm', script: { runMs: 400, log } })
  const wideCold = await begun(wide, { name: 'wide, cold', script: { runMs: 400, log }, recycleEvery: width })
  return [
    figuresOf('chain', await warm.measured),
    figuresOf('chain', await (await long).measured),
    figuresOf('chain', await (await cold).measured),
    figuresOf('wide', await wideWarm.measured),
    figuresOf('wide', await wideCold.measured),
  ]
}

reportPrices()
reportBundles()
await reportHandOver()
const world = await measuredWorld(scriptedKubelet({ script: {} }))
await reportIdleMonth(world)
reportWatcher(world.system.functions['watch']!.definition.memoryMb, assumptions.monthSeconds / 3_600)
await world.stop()
const all = await measureAll()
console.log(`
Workloads: chains of 100 and of 60 tasks; wide: ${depth} layers of ${width} tasks, of which one joins the others.
Warm: environments are kept. Cold: all but the watcher’s are ended after each pod of a chain, and after each layer.`)
reportCounts(all)
reportBudgets(all)
reportDollars(all)
reportTime(all)
reportProfile(all)
reportBeside()
