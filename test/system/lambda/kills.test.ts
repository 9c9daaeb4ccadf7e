import { describe, expect, it } from 'vitest'
import { createRandomKills } from './random-kills.ts'
import { eventually, startToys } from './toy-world.ts'

const slow = {
  code: `export const handler = async ({ Records }) => {
    const ids = Records.map(({ body }) => body)
    console.log(JSON.stringify({ did: 'start', ids }))
    await new Promise((resolve) => setTimeout(resolve, 60))
    console.log(JSON.stringify({ did: 'end', ids }))
  }`,
  mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 4 } },
  queue: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['slowDead', 'Arn'] }, maxReceiveCount: 50 } },
}

describe('random kills', () => {
  it('come at the same moments for the same seed, on average as late as asked', () => {
    const times = (seed: number) => {
      const next = createRandomKills({ seed, meanMs: 100 })
      return Array.from({ length: 2_000 }, () => next('any') ?? 0)
    }
    expect(times(7)).toEqual(times(7))
    expect(times(7)).not.toEqual(times(8))
    const mean = times(7).reduce((sum, ms) => sum + ms, 0) / 2_000
    expect(mean).toBeGreaterThan(90)
    expect(mean).toBeLessThan(110)
  })

  it('in the middle of an invocation have its messages delivered again, until they are done', async () => {
    const world = await startToys({ slow }, { kill: { seed: 1, meanMs: 100 } })
    try {
      const ids = Array.from({ length: 20 }, (_, n) => `message ${n}`)
      await world.sendTo('slow', ...ids)
      const ended = () => world.said<{ did: string; ids: string[] }>('slow').filter(({ did }) => did === 'end')
      await eventually(async () => (await world.left('slow-queue')).length === 0, 25_000)
      expect([...new Set(ended().flatMap((one) => one.ids))].sort()).toEqual(ids.sort())
      expect(world.functions['slow']!.counters.killed).toBeGreaterThan(3)
      expect(await world.left('slow-dlq')).toEqual([])
    } finally {
      await world.stop()
    }
  })
})
