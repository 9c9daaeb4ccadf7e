import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Pod } from '../../../../lib/core/kubernetes.ts'
import { createPuppet } from './puppet-kubelet.ts'
import { podNamed, pods, type Served, serve } from './served.ts'

describe('events', () => {
  const puppet = createPuppet()
  let served: Served
  beforeAll(async () => {
    served = await serve({ kubelet: puppet.kubelet })
    await served.post(pods(), podNamed('a'))
    await served.post(pods(), podNamed('b'))
  })
  afterAll(() => served.stop())

  const of = async (selector: string) =>
    (await served.get(`/api/v1/namespaces/default/events?fieldSelector=${encodeURIComponent(selector)}`)).body.items

  it('of the kubelet are core/v1 events about its pod', async () => {
    const pod = puppet.pod('a') as Pod
    puppet.api().event(pod, 'Warning', 'FailedMount', 'no such folder')
    const { uid } = pod.metadata
    expect(await of(`involvedObject.uid=${uid},type=Warning`)).toMatchObject([
      {
        metadata: { name: expect.stringMatching(/^a\.[0-9a-f]{16}$/), namespace: 'default' },
        involvedObject: { kind: 'Pod', apiVersion: 'v1', name: 'a', namespace: 'default', uid },
        reason: 'FailedMount',
        message: 'no such folder',
        source: { component: 'kubelet' },
        count: 1,
        lastTimestamp: expect.stringMatching(/Z$/),
      },
    ])
  })

  it('that repeat are counted', async () => {
    for (let turn = 0; turn < 3; turn += 1) puppet.api().event(puppet.pod('b') as Pod, 'Warning', 'BackOff', 'again')
    expect(await of('involvedObject.name=b,reason=BackOff')).toMatchObject([{ count: 3 }])
  })

  it('of the scheduler are of the newer shape', async () => {
    expect(await of('involvedObject.name=a,reason=Scheduled')).toMatchObject([
      { lastTimestamp: null, eventTime: expect.stringMatching(/\.\d{6}Z$/), reportingComponent: 'default-scheduler' },
    ])
  })

  it('are bounded: the oldest go', async () => {
    for (let turn = 0; turn < 2_100; turn += 1)
      puppet.api().event(puppet.pod('a') as Pod, 'Normal', 'Turn', `turn ${turn}`)
    const events = (await served.get('/api/v1/events')).body.items
    expect(events).toHaveLength(2_000)
    expect(events.some(({ message }) => message === 'turn 2099')).toBe(true)
    expect(events.some(({ message }) => message === 'turn 0')).toBe(false)
  })
})
