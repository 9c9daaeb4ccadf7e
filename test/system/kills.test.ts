import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleNames, type Outcomes, runExamples } from './all-examples.ts'
import { type Deployed, deploy } from './deployment.ts'
import { eventually } from './lambda/toy-world.ts'

const seed = Number(process.env['MILLRACE_SEED'] ?? 20_261_201)

/** A message whose function was killed waits for its visibility: half of the examples are enough. */
const names = exampleNames.filter((_, n) => n < 7 || n % 2 === 0)

/** So long an environment at work lives on average, in ms. A watcher is at work for minutes, the others for moments. */
const meanMs = { resolve: 2_000, dispatch: 700, advance: 700, collect: 2_500, notify: 700, tick: 2_000, watch: 20_000 }

describe(`the packaged service, its functions killed at random (seed ${seed})`, () => {
  let world: Deployed
  let outcomes: Outcomes

  beforeAll(async () => {
    world = await deploy({ kill: { seed, meanMs } })
    outcomes = await runExamples(world, { atOnce: 12, names })
  }, 900_000)
  afterAll(() => world?.stop())

  it.each(names)('runs %s', (name) => {
    expect(outcomes.get(name)).toBe('ran')
  })

  it('closes every run, and leaves no pod of it', async () => {
    await eventually(async () => (await world.headers.due(Number.MAX_SAFE_INTEGER, 1_000)).length === 0, 180_000)
    expect((await world.cluster.listPods({ labels: {} })).pods).toEqual([])
  })

  it('has killed many invocations, of every function that a run needs', () => {
    const counters = Object.entries(world.system.functions).map(([name, one]) => [name, one.counters] as const)
    const lines = counters.map(
      ([name, { invocations, killed, coldStarts }]) =>
        `${name.padEnd(9)} ${invocations} invocations, ${killed} killed, ${coldStarts} environments`,
    )
    console.log([`seed ${seed}`, ...lines].join('\n'))
    const struck = counters.filter(([, { killed }]) => killed > 0).map(([name]) => name)
    expect(struck).toEqual(expect.arrayContaining(['resolve', 'dispatch', 'advance', 'collect', 'watch']))
  })

  it('has made no pod twice, and moved nothing to a dead-letter queue', async () => {
    const database = new DatabaseSync(join(world.system.folder, 'cluster.db'), { readOnly: true })
    const created = database
      .prepare('SELECT namespace, name, count(*) AS times FROM cluster_created GROUP BY 1, 2')
      .all()
    database.close()
    expect(created.length).toBeGreaterThan(50)
    expect(created.filter(({ times }) => times !== 1)).toEqual([])
    expect(await world.queues.deadLetters(10)).toEqual([])
  })
})
