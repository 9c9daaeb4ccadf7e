import { describe, expect, it } from 'vitest'
import { createMemoryRunInventory } from '../../../lib/adapters/memory/memory-run-inventory.ts'
import { createFsck, type FsckDeps } from '../../../lib/app/fsck/fsck.ts'
import { objectsOf } from '../../../lib/app/fsck/seen-objects.ts'
import { runIdOf } from '../../../lib/app/run-id.ts'
import { MillraceError } from '../../../lib/core/error.ts'
import type { Entry } from '../../../lib/core/event.ts'
import type { KubeObject } from '../../../lib/core/kubernetes.ts'
import type { RunId } from '../../../lib/core/message.ts'
import { finalizer, labels, manager, nonceAnnotation } from '../../../lib/pods/labels.ts'
import { podName } from '../../../lib/pods/name.ts'
import { memoryWorld } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'

const plan = planOf(
  { a: {}, b: { needs: ['a'] } },
  { claims: [{ name: 'work', spec: { accessModes: ['ReadWriteOnce'] }, keep: 'run' }] },
)

/** A world in which nothing runs any more, with so many runs that are closed. */
const atRest = async (runs = 2) => {
  const world = memoryWorld()
  const ids = Array.from({ length: runs }, (_, n) => runIdOf('default', `run-${n}`)).sort()
  for (const runId of ids) {
    await world.start(runId, plan)
    await world.untilClosed(runId, plan)
  }
  await world.stop()
  const deps: FsckDeps = {
    ...world,
    inventory: createMemoryRunInventory(world.runLog, world.headers, { pageSize: 2 }),
    seen: objectsOf(world, 'test'),
  }
  const fsck = (options: { repair?: boolean; deps?: Partial<FsckDeps> } = {}) =>
    createFsck({ ...deps, ...options.deps })({ repair: options.repair ?? false })
  const codes = async (options?: Parameters<typeof fsck>[0]) => (await fsck(options)).found.map(({ code }) => code)
  return { world, deps, ids, fsck, codes }
}

const object = (kind: string, name: string, runId: string | undefined, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    name,
    namespace: 'default',
    labels: {
      [labels.managedBy]: manager,
      [labels.installation]: 'test',
      ...(runId !== undefined && { [labels.run]: runId }),
      [labels.attempt]: '0',
    },
    annotations: { [nonceAnnotation]: 'nonce' },
    ...metadata,
  },
  spec: kind === 'Pod' ? { containers: [{ name: 'main', image: 'busybox' }], restartPolicy: 'Never' } : {},
})
const podOf = (runId: RunId, metadata: object = { finalizers: [finalizer] }) =>
  object('Pod', podName({ runId, task: 0, taskName: 'a', attempt: 0 }), runId, metadata)

describe('fsck', () => {
  it('finds nothing in a store and a cluster that are well, however many pages of runs there are', async () => {
    const { fsck, world, ids } = await atRest(5)
    expect(await fsck()).toEqual({ runs: 5, found: [] })
    expect(await fsck({ repair: true })).toEqual({ runs: 5, found: [] })
    for (const runId of ids) expect(await world.headers.get(runId)).toMatchObject({ phase: 'Succeeded' })
  })

  it('changes nothing unless it is asked to repair', async () => {
    const { fsck, world, ids } = await atRest()
    world.headers.forget(ids[0]!)
    expect((await fsck()).found).toMatchObject([{ code: 'HeaderMissing', runId: ids[0] }])
    expect((await fsck()).found[0]).not.toHaveProperty('repaired')
    expect(await world.headers.get(ids[0]!)).toBeUndefined()
  })

  it('writes a header that is missing, and only that one', async () => {
    const { fsck, world, ids } = await atRest()
    const before = await world.headers.list({ limit: 9 })
    world.headers.forget(ids[1]!)
    expect(await fsck({ repair: true })).toMatchObject({ runs: 2, found: [{ code: 'HeaderMissing', repaired: true }] })
    expect(await world.headers.list({ limit: 9 })).toEqual(before)
    expect(await fsck()).toEqual({ runs: 2, found: [] })
  })

  it.each([
    ['of the same seq', { phase: 'Failed' as const }],
    ['that says when to look at it', { dueAt: 5 }],
    ['of a seq that is to come', { seq: 999 }],
    ['that is behind', { seq: 3, phase: 'Running' as const, endedAt: undefined, dueAt: 9 }],
  ])('puts right a header %s', async (_, change) => {
    const { codes, world, ids } = await atRest()
    const right = (await world.headers.get(ids[0]!))!
    world.headers.forget(ids[0]!)
    await world.headers.put({ ...right, ...change })
    expect(await codes({ repair: true })).toEqual(['HeaderDiffers'])
    expect(await world.headers.get(ids[0]!)).toEqual(right)
    expect(await codes()).toEqual([])
  })

  it('puts right a header that cannot be read', async () => {
    const { codes, world, ids } = await atRest()
    const damaged = new Set([ids[0]])
    const headers: FsckDeps['headers'] = {
      ...world.headers,
      get: async (runId) => {
        if (damaged.has(runId)) throw new MillraceError('CorruptState', 'no JSON')
        return world.headers.get(runId)
      },
    }
    const inventory = createMemoryRunInventory(world.runLog, world.headers)
    const removing: FsckDeps['inventory'] = {
      ...inventory,
      removeHeader: async (runId, seq) => {
        damaged.delete(runId)
        return inventory.removeHeader(runId, seq)
      },
    }
    expect(await codes({ repair: true, deps: { headers, inventory: removing } })).toEqual(['HeaderDiffers'])
    expect(damaged.size).toBe(0)
    expect(await codes()).toEqual([])
  })

  it('removes a header without a log', async () => {
    const { fsck, codes, world, ids } = await atRest()
    const header = (await world.headers.get(ids[0]!))!
    const stray = runIdOf('default', 'never')
    await world.headers.put({ ...header, runId: stray })
    expect((await fsck({ repair: true })).found).toMatchObject([
      { code: 'HeaderWithoutLog', runId: stray, repaired: true },
    ])
    expect(await world.headers.get(stray)).toBeUndefined()
    expect(await codes()).toEqual([])
  })

  it('writes a snapshot again that is not the fold of the log', async () => {
    const { codes, world, ids } = await atRest()
    const state = await world.stateOf(ids[0]!, plan)
    await world.runLog.putSnapshot(ids[0]!, state.seq, JSON.stringify({ ...state, phase: 'Failed' }))
    expect(await codes({ repair: true })).toEqual(['SnapshotDiffers'])
    const { text } = (await world.runLog.snapshot(ids[0]!))!
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(state)))
    expect(await codes()).toEqual([])
  })

  it('reports what nobody can make again, and leaves it', async () => {
    const { fsck, world, ids } = await atRest()
    const [damaged, planless] = ids as [RunId, RunId]
    const log = await world.runLog.read(damaged, 0)
    const inventory = createMemoryRunInventory(world.runLog, world.headers)
    const deps: Partial<FsckDeps> = {
      inventory: {
        ...inventory,
        entries: async (runId) =>
          runId === damaged
            ? log.map((entry): Entry | { seq: number; problem: string } =>
                entry.seq === 2 ? { seq: 2, problem: 'no JSON' } : entry,
              )
            : inventory.entries(runId),
      },
      runLog: {
        ...world.runLog,
        plan: async (runId, hash) => (runId === planless ? '{"version":1}' : world.runLog.plan(runId, hash)),
      },
    }
    for (const repair of [true, false]) {
      const { found } = await fsck({ repair, deps })
      expect(found.map(({ code, object: what, message, repaired }) => [code, what, message, repaired])).toEqual([
        ['EntryUnreadable', 'entry 2', 'no JSON', undefined],
        [
          'PlanMissing',
          expect.stringMatching(/^plan /),
          'its text is not the one that its name is the hash of',
          undefined,
        ],
      ])
    }
  })

  it('finds a plan that is missing', async () => {
    const { codes, world, ids } = await atRest(1)
    const runLog: FsckDeps['runLog'] = {
      ...world.runLog,
      plan: async () => {
        throw new MillraceError('CorruptState', 'it is missing')
      },
    }
    expect(await codes({ deps: { runLog } })).toEqual(['PlanMissing'])
    expect(await world.runLog.read(ids[0]!, 0)).not.toEqual([])
  })

  it('does not mistake a store that does not answer for a damaged one', async () => {
    const { fsck, world } = await atRest(1)
    const runLog: FsckDeps['runLog'] = {
      ...world.runLog,
      snapshot: async () => {
        throw new MillraceError('Unavailable', 'no answer')
      },
    }
    await expect(fsck({ deps: { runLog } })).rejects.toThrow('no answer')
  })
})

describe('fsck of a cluster', () => {
  const apply = async ({ world }: Awaited<ReturnType<typeof atRest>>, ...objects: KubeObject[]) => {
    for (const one of objects) await world.documents.apply(one)
  }
  const listed = async ({ world }: Awaited<ReturnType<typeof atRest>>) => [
    ...(await world.documents.list('pods')).map(({ metadata }) => metadata.name),
    ...(await world.documents.list('persistentvolumeclaims')).map(({ metadata }) => metadata.name),
  ]

  it('removes pods that are left of a closed run, or of one that nobody knows, finalizer and all', async () => {
    const here = await atRest()
    await apply(here, podOf(here.ids[0]!), podOf(runIdOf('default', 'never')))
    expect((await here.codes()).sort()).toEqual(['PodLeft', 'PodWithoutRun'])
    expect(await listed(here)).toHaveLength(2)
    const { found } = await here.fsck({ repair: true })
    expect(found.map(({ repaired }) => repaired)).toEqual([true, true])
    await here.world.clock.advance(60_000)
    expect(await listed(here)).toEqual([])
    expect(await here.codes()).toEqual([])
  })

  it('removes the claim of a closed run that goes with it, and reports others', async () => {
    const here = await atRest()
    const [runId] = here.ids
    await apply(
      here,
      object('PersistentVolumeClaim', 'work', runId),
      object('PersistentVolumeClaim', 'other', runId),
      object('PersistentVolumeClaim', 'nobodys', undefined),
    )
    const { found } = await here.fsck({ repair: true })
    expect(found.map(({ code, object: what, repaired }) => [code, what, repaired])).toEqual([
      ['ClaimWithoutRun', 'claim default/nobodys', undefined],
      ['ClaimLeft', 'claim default/work', true],
      ['ClaimWithoutRun', 'claim default/other', undefined],
    ])
    expect((await listed(here)).sort()).toEqual(['nobodys', 'other'])
  })

  it('leaves a claim alone that has been made anew since it was found', async () => {
    const here = await atRest()
    await apply(here, object('PersistentVolumeClaim', 'work', here.ids[0]))
    const { cluster } = here.world
    const other = { ...cluster, claim: async () => ({ metadata: { uid: 'new' } }) as never }
    expect((await here.fsck({ repair: true, deps: { cluster: other } })).found).toMatchObject([{ code: 'ClaimLeft' }])
    expect(await listed(here)).toEqual(['work'])
  })

  it('leaves what is of another installation', async () => {
    const here = await atRest()
    const pod = podOf(here.ids[0]!)
    pod.metadata.labels![labels.installation] = 'another'
    await apply(here, pod)
    expect(await here.codes()).toEqual([])
  })

  it('says why something could not be repaired, and goes on', async () => {
    const here = await atRest()
    await apply(here, podOf(here.ids[0]!))
    here.world.headers.forget(here.ids[1]!)
    const { found } = await here.fsck({ repair: true, deps: { cluster: undefined } })
    expect(found).toMatchObject([
      { code: 'PodLeft', repaired: false, error: 'there is no cluster to ask' },
      { code: 'HeaderMissing', repaired: true },
    ])
    const broken = { ...here.world.cluster, releasePod: async () => Promise.reject(new TypeError('a mistake')) }
    await expect(here.fsck({ repair: true, deps: { cluster: broken } })).rejects.toThrow('a mistake')
  })

  it('removes archived logs of a run that nobody knows, and nothing else', async () => {
    const { codes, fsck, world, ids } = await atRest()
    const never = runIdOf('default', 'never')
    const before = await world.objects.list('')
    expect(before.filter((key) => key.startsWith(`logs/${ids[0]}`))).not.toEqual([])
    const keys = ['0.0_2-3.0_0.1', '2.0', '4.0.1', 'no/bundle'].map((name) => `logs/${never}/${name}`)
    for (const key of [...keys, 'logs/of-no-run']) await world.objects.put(key, new Uint8Array())
    expect((await fsck()).found).toMatchObject([{ message: expect.stringContaining('6 of them') }])
    expect(await codes({ repair: true })).toEqual(['ArchiveWithoutRun'])
    expect(await world.objects.list('')).toEqual([...before, 'logs/of-no-run'].sort())
  })

  it('has an open run looked at that is overdue', async () => {
    const { codes, fsck, world } = await atRest(0)
    const runId = runIdOf('default', 'open')
    const open = memoryWorld({ script: () => ({ runFor: 3_600_000 }) })
    await open.start(runId, plan)
    await open.clock.advance(1_000)
    await open.stop()
    expect(world).toBeDefined()
    await open.clock.advance(600_000)
    const deps = {
      ...open,
      inventory: createMemoryRunInventory(open.runLog, open.headers),
      seen: objectsOf(open, 'test'),
    }
    expect(await codes({ deps })).toEqual([])
    expect((await fsck({ repair: true, deps: { ...deps, overdueAfter: 60_000 } })).found).toMatchObject([
      { code: 'RunOverdue', repaired: true },
    ])
    const sent = await open.queues.receive('work', { max: 100, visibilityMs: 1_000, waitMs: 0 })
    expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toContainEqual({ type: 'run.check', runId })
  })

  it('reports, where others are at work, only what is still there after a while', async () => {
    const { codes, world, ids } = await atRest()
    const right = (await world.headers.get(ids[0]!))!
    for (const runId of ids) world.headers.forget(runId)
    const looking = codes({ repair: true, deps: { settle: 2_000 } })
    void world.clock.wait(1_000).then(() => world.headers.put(right))
    await world.clock.advance(2_000)
    expect(await looking).toEqual(['HeaderMissing'])
    expect(await world.headers.list({ limit: 9 })).toHaveLength(2)
    const well = codes({ deps: { settle: 2_000 } })
    expect(await well).toEqual([])
  })
})
