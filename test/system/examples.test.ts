import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasEnded } from '../../lib/core/run.ts'
import { missing } from '../support/tekton-examples.ts'
import { exampleNames, type Outcomes, runExamples } from './all-examples.ts'
import { type Deployed, deploy } from './deployment.ts'
import { eventually } from './lambda/toy-world.ts'
import { explainedPermissions, privilegeTable } from './permissions.ts'

if (missing !== undefined) console.log(missing)

describe('the packaged service', () => {
  let world: Deployed
  let outcomes: Outcomes

  beforeAll(async () => {
    world = await deploy({ params: { eventBus: 'mill' } })
    outcomes = await runExamples(world)
    const ran = [...outcomes.values()].filter((one) => one === 'ran').length
    console.log(`${ran} of ${exampleNames.length} examples ran on the packaged functions`)
  }, 420_000)
  afterAll(() => world?.stop())

  it.each(exampleNames)('runs %s', (name) => {
    expect(outcomes.get(name)).toBe('ran')
  })

  it('closes every run, and leaves no pod of it', async () => {
    await eventually(async () => (await world.headers.due(Number.MAX_SAFE_INTEGER, 1_000)).length === 0, 60_000)
    const headers = await world.headers.list({ limit: 1_000 })
    expect(headers.filter(({ phase }) => !hasEnded(phase))).toEqual([])
    expect((await world.cluster.listPods({ labels: {} })).pods).toEqual([])
  })

  it('tells of the start and the end of every run, as CloudEvents on the bus', async () => {
    const headers = await world.headers.list({ limit: 1_000 })
    const told = new Set(world.system.standIns.events.map(({ Detail }) => (JSON.parse(Detail) as { id: string }).id))
    expect([...told].sort()).toEqual(headers.flatMap(({ runId }) => [`${runId}/finished`, `${runId}/started`]).sort())
  })

  it('ends its watcher when nothing is left to watch', async () => {
    await eventually(async () => (await world.leases.read('watcher')) === undefined, 60_000)
  })

  it('leaves nothing in a dead-letter queue, and fails no invocation', async () => {
    expect(await world.queues.deadLetters(10)).toEqual([])
    const functions = Object.entries(world.system.functions)
    const counted = functions.map(([name, { counters }]) => [name, counters.errors, counters.timeouts])
    expect(counted).toEqual(functions.map(([name]) => [name, 0, 0]))
  })

  it('does nothing that the roles of its functions do not allow', () => {
    expect(world.system.privileges().refused).toEqual([])
  })

  it('has no right that it never used, but for those with a reason', () => {
    const { table, unused } = world.system.privileges()
    console.log(privilegeTable(table))
    const explained = explainedPermissions()
    const unexplained = unused.filter((one) => !explained.has(`${one.function} ${one.action}`))
    expect(unexplained.map((one) => `${one.function} ${one.action} ${one.resource}`)).toEqual([])
  })

  it('writes every log line as one JSON object', () => {
    const lines = Object.values(world.system.functions).flatMap(({ lines }) => lines)
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.filter((line) => !isJson(line))).toEqual([])
  })
})

const isJson = (line: string): boolean => {
  try {
    return typeof JSON.parse(line) === 'object'
  } catch {
    return false
  }
}
