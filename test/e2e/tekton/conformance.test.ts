import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outcomeOf } from '../../support/example-outcome.ts'
import { examples, missing, mustRun } from '../../support/tekton-examples.ts'
import { expectPart, row } from './compatibility.ts'
import { notBuilt } from './not-built.ts'
import { type TektonWorld, tektonWorld } from './tekton-world.ts'

if (missing !== undefined) console.log(missing)

const atOnce = 4
const kinds = ['ran', 'refused', 'the host lacks', 'failed']

/** The programs of this machine stand for those of the images. */
const needed =
  'containers have the programs of this machine: install bubblewrap, busybox, bash, python3, perl, git, nodejs'

describe.skipIf(missing !== undefined)('examples of Tekton on the embedded default', () => {
  const outcomes = new Map<string, string>()
  let world: TektonWorld

  beforeAll(async () => {
    world = await tektonWorld()
    const left = [...examples]
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        outcomes.set(next, await outcomeOf(world, next))
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    const counts = kinds.map((kind) => `${[...outcomes.values()].filter((one) => one.startsWith(kind)).length} ${kind}`)
    const lines = examples.map((example) => `${example}  ${outcomes.get(example)}`)
    console.log([...lines, `${examples.length} examples of Tekton: ${counts.join(', ')}`].join('\n'))
  }, 300_000)

  afterAll(() => world?.stop())

  it.each(mustRun)('%s runs', (example) => {
    expect(outcomes.get(example), needed).toBe('ran')
  })

  it('end as docs/compatibility.md says', () => {
    const rows = examples.map((example) => row(`\`${example}\``, outcomes.get(example)!))
    expectPart('examples', [row('example', 'outcome'), '|---|---|', ...rows])
  })
})

describe('what Tekton has and Millrace has not', () => {
  it.each(notBuilt)('$feature: says so', ({ errors }) => {
    expect(errors).not.toEqual([])
  })

  it('is what docs/compatibility.md lists', () => {
    const rows = notBuilt.map(({ feature, errors }) => row(feature, errors.map((error) => `\`${error}\``).join('<br>')))
    expectPart('not built', [row('feature', 'what Millrace says'), '|---|---|', ...rows])
  })
})
