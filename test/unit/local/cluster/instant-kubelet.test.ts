import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Body, longPod, podNamed, pods, type Served, serve } from './served.ts'

interface Status {
  phase: string
  reason?: string
  message?: string
  conditions: { type: string; status: string; reason?: string }[]
  initContainerStatuses?: ContainerState[]
  containerStatuses: ContainerState[]
}
interface ContainerState {
  name: string
  ready: boolean
  state: {
    waiting?: { reason: string }
    running?: object
    terminated?: { exitCode: number; reason: string; message?: string }
  }
}

describe('the instant kubelet', () => {
  let served: Served
  beforeAll(async () => {
    served = await serve()
  })
  afterAll(() => served.stop())

  const statusOf = async (name: string) => (await served.get(`${pods()}/${name}`)).body.status as Status
  const create = (name: string, script: object, spec: object = {}) =>
    served.post(pods(), podNamed(name, { script, spec }))
  const ended = async (name: string): Promise<Status> =>
    vi.waitFor(async () => {
      const status = await statusOf(name)
      expect(['Succeeded', 'Failed']).toContain(status.phase)
      return status
    })

  it('lets a pod succeed at once, with a complete status', async () => {
    await served.post(pods(), podNamed('plain'))
    const status = await statusOf('plain')
    expect(status).toMatchObject({
      phase: 'Succeeded',
      startTime: expect.stringMatching(/Z$/),
      containerStatuses: [
        {
          name: 'main',
          image: 'busybox',
          ready: false,
          started: false,
          restartCount: 0,
          state: {
            terminated: {
              exitCode: 0,
              reason: 'Completed',
              startedAt: expect.any(String),
              finishedAt: expect.any(String),
            },
          },
        },
      ],
    })
    expect(
      status.conditions.map(({ type, status: holds, reason }) => `${type} ${holds} ${reason ?? ''}`.trim()),
    ).toEqual([
      'PodScheduled True',
      'PodReadyToStartContainers False',
      'Initialized True PodCompleted',
      'Ready False PodCompleted',
      'ContainersReady False PodCompleted',
    ])
  })

  it('fails with the code, reason, message and log of the script', async () => {
    await create('fails', { exitCode: 3, reason: 'OOMKilled', message: 'result', log: 'said\n' })
    const status = await statusOf('fails')
    expect(status.phase).toBe('Failed')
    expect(status.containerStatuses[0]?.state.terminated).toMatchObject({
      exitCode: 3,
      reason: 'OOMKilled',
      message: 'result',
    })
    expect((await served.get(`${pods()}/fails/log`)).text).toBe('said\n')
  })

  it('goes through creating and running when the script takes its time', async () => {
    const watching = await served.watch(`${pods()}?watch=true&fieldSelector=metadata.name%3Dslow`)
    await create('slow', { delayMs: 20, runMs: 20 })
    const seen: string[] = []
    for (let status: Body['status']; (status as Status | undefined)?.phase !== 'Succeeded'; ) {
      status = (await watching.next())?.object.status
      const [container] = (status as Status).containerStatuses ?? []
      const state = Object.keys(container?.state ?? {})[0] ?? 'none'
      seen.push(`${(status as Status).phase} ${state}`)
    }
    watching.close()
    expect(seen).toEqual(['Pending none', 'Pending none', 'Pending waiting', 'Running running', 'Succeeded terminated'])
  })

  it('runs init containers first, and stops at one that fails', async () => {
    const initContainers = [
      { name: 'sidecar', image: 'x', restartPolicy: 'Always' },
      { name: 'one', image: 'x' },
      { name: 'two', image: 'x' },
    ]
    await create('init-ok', {}, { initContainers })
    const ok = await statusOf('init-ok')
    expect(ok.initContainerStatuses?.map(({ state }) => state.terminated?.exitCode)).toEqual([0, 0, 0])
    await create('init-fails', { exitCode: 2, container: 'one' }, { initContainers })
    const failed = await statusOf('init-fails')
    expect(failed.phase).toBe('Failed')
    expect(
      failed.initContainerStatuses?.map(({ state }) => state.terminated?.exitCode ?? state.waiting?.reason),
    ).toEqual([0, 2, 'PodInitializing'])
    expect(failed.containerStatuses[0]?.state).toEqual({ waiting: { reason: 'PodInitializing' } })
  })

  it('ends a pod at its deadline, also when that is set while it runs', async () => {
    await served.post(pods(), longPod('deadline', { spec: { activeDeadlineSeconds: 1 } }))
    await served.post(pods(), longPod('stopped'))
    await served.merge(`${pods()}/stopped`, { spec: { activeDeadlineSeconds: 1 } })
    for (const name of ['deadline', 'stopped'])
      expect(
        await vi.waitFor(async () => {
          const status = await statusOf(name)
          expect(status.phase).toBe('Failed')
          return status
        }, 5_000),
      ).toMatchObject({
        reason: 'DeadlineExceeded',
        message: 'Pod was active on the node longer than the specified deadline',
        containerStatuses: [{ state: { terminated: { exitCode: 143, reason: 'Error' } } }],
      })
  })

  it('ends a deleted pod at once', async () => {
    await served.post(pods(), longPod('deleted', { finalizers: ['a.b/c'] }))
    await served.call('DELETE', `${pods()}/deleted`)
    expect(await ended('deleted')).toMatchObject({ phase: 'Failed' })
    expect((await served.get(`${pods()}/deleted`)).body.metadata.deletionGracePeriodSeconds).toBe(0)
  })

  it('says what is wrong with a script', async () => {
    await create('wrong', { exitCode: 'x' })
    expect(await statusOf('wrong')).toMatchObject({
      phase: 'Pending',
      containerStatuses: [
        { state: { waiting: { reason: 'CreateContainerConfigError', message: expect.stringContaining('exitCode') } } },
      ],
    })
  })
})
