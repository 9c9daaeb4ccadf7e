import { describe, expect, it } from 'vitest'
import { createRemoveRun } from '../../../lib/app/remove-run.ts'
import { runIdOf } from '../../../lib/app/run-id.ts'
import { MillraceError } from '../../../lib/core/error.ts'
import type { Claim } from '../../../lib/core/kubernetes.ts'
import type { Plan } from '../../../lib/core/plan.ts'
import type { RunLog } from '../../../lib/ports/run-log.ts'
import { memoryWorld } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'

const runId = runIdOf('default', 'run')
const spec = { accessModes: ['ReadWriteOnce'] }
const lasting = (...names: string[]): Plan['claims'] => names.map((name) => ({ name, spec, keep: 'forever' }))
const planWith = (...claims: Plan['claims']) => planOf({ a: {} }, { claims })
const someonesClaim = (name: string): Claim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'default' },
  spec,
})

/** A world in which a run has ended. `asked` counts how often the cluster was asked for. */
const afterRun = async (plan: ReturnType<typeof planOf>, before?: (world: World) => Promise<unknown>) => {
  const world = memoryWorld()
  await before?.(world)
  await world.start(runId, plan)
  await world.untilClosed(runId, plan)
  await world.stop()
  const asked = { times: 0 }
  const removeRun = (given: { runLog?: RunLog; cluster?: Partial<World['cluster']> } = {}) =>
    createRemoveRun({
      ...world,
      runLog: given.runLog ?? world.runLog,
      withCluster: (use) => {
        asked.times += 1
        return use({ ...world.cluster, ...given.cluster })
      },
    })(runId)
  const hasClaim = async (name: string) => (await world.cluster.claim('default', name)) !== undefined
  return { world, asked, removeRun, hasClaim }
}
type World = ReturnType<typeof memoryWorld>

describe('the removal of a run', () => {
  it('takes the claims with it that the run has made and that outlive it', async () => {
    const { world, removeRun, hasClaim } = await afterRun(planWith(...lasting('one', 'two')))
    expect([await hasClaim('one'), await hasClaim('two')]).toEqual([true, true])
    await removeRun()
    expect([await hasClaim('one'), await hasClaim('two')]).toEqual([false, false])
    expect(await world.headers.get(runId)).toBeUndefined()
    expect(await world.runLog.read(runId, 0)).toEqual([])
    expect(await world.objects.list(`logs/${runId}/`)).toEqual([])
  })

  it("leaves people's own claims alone", async () => {
    const [own] = lasting('own')
    const { world, removeRun, hasClaim } = await afterRun(
      planWith({ ...own!, existing: true }, ...lasting('made')),
      ({ cluster }) => cluster.createClaim(someonesClaim('own')),
    )
    await world.cluster.deleteClaim('default', 'made')
    await world.cluster.createClaim(someonesClaim('made'))
    await removeRun()
    expect([await hasClaim('own'), await hasClaim('made')]).toEqual([true, true])
    expect(await world.headers.get(runId)).toBeUndefined()
  })

  it('needs no cluster where no claim is left', async () => {
    const { asked, removeRun } = await afterRun(planWith({ name: 'brief', spec, keep: 'run' }))
    await removeRun()
    expect(asked.times).toBe(0)
  })

  it('keeps the run until its claims are gone, and can be carried out again', async () => {
    const { world, removeRun, hasClaim } = await afterRun(planWith(...lasting('one', 'two')))
    const failing = {
      deleteClaim: async (namespace: string, name: string): Promise<void> => {
        if (name === 'two') throw new MillraceError('Unavailable', 'the cluster does not answer')
        await world.cluster.deleteClaim(namespace, name)
      },
    }
    await expect(removeRun({ cluster: failing })).rejects.toThrow('the cluster does not answer')
    expect(await world.headers.get(runId)).toMatchObject({ phase: 'Succeeded' })
    await removeRun()
    expect(await hasClaim('two')).toBe(false)
    await removeRun()
    expect(await world.headers.get(runId)).toBeUndefined()
  })

  it('is possible when the plan is damaged: nobody knows its claims any more', async () => {
    const { world, asked, removeRun, hasClaim } = await afterRun(planWith(...lasting('one')))
    await removeRun({ runLog: { ...world.runLog, plan: async () => '{}' } })
    expect(await world.headers.get(runId)).toBeUndefined()
    expect([asked.times, await hasClaim('one')]).toEqual([0, true])
  })

  it('is refused while the run is not closed', async () => {
    const world = memoryWorld()
    const plan = planWith(...lasting('one'))
    await world.start(runId, plan)
    await world.clock.advance(100)
    const removeRun = createRemoveRun({ ...world, withCluster: () => expect.unreachable('asked for the cluster') })
    await expect(removeRun(runId)).rejects.toMatchObject({
      code: 'Invalid',
      message: expect.stringMatching(/^run run is not closed yet/),
    })
    await world.stop()
  })
})
