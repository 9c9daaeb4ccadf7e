import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPuppet, succeeded } from './puppet-kubelet.ts'
import { type Body, claimNamed, claims, mounting, podNamed, pods, type Served, serve } from './served.ts'

const hostname = (operator: string, values: string[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator, values }] }],
    },
  },
})

const together = (kind: 'podAffinity' | 'podAntiAffinity', app: string) => ({
  [kind]: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: { app } }, topologyKey: 'kubernetes.io/hostname' },
    ],
  },
})

describe('the scheduler', () => {
  const puppet = createPuppet()
  let served: Served
  beforeAll(async () => {
    served = await serve({ kubelet: puppet.kubelet })
  })
  afterAll(() => served.stop())

  const get = async (name: string): Promise<Body> => (await served.get(`${pods()}/${name}`)).body
  const conditions = async (name: string) => ((await get(name)).status as { conditions?: Body[] }).conditions ?? []
  const why = async (name: string) => (await conditions(name))[0]?.message
  const isPlaced = async (name: string) => (await get(name))['spec'] as { nodeName?: string }
  const create = (name: string, spec: object, labels: Record<string, string> = {}) =>
    served.post(pods(), podNamed(name, { spec, labels }))

  const noAffinity =
    "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."

  it('binds a pod to the node and hands it to the kubelet', async () => {
    await create('plain', {})
    expect(await isPlaced('plain')).toMatchObject({ nodeName: 'millrace-local' })
    expect(await conditions('plain')).toMatchObject([{ type: 'PodScheduled', status: 'True' }])
    expect(puppet.told).toContain('start plain')
  })

  it('leaves a pod that wants another node Pending, and says so in the real words', async () => {
    await create('elsewhere', { nodeSelector: { disk: 'ssd' } })
    expect(await conditions('elsewhere')).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: noAffinity },
    ])
    const { body } = await served.get('/api/v1/events?fieldSelector=involvedObject.name%3Delsewhere,type%3DWarning')
    expect(body.items).toMatchObject([
      { reason: 'FailedScheduling', message: noAffinity, source: {}, lastTimestamp: null },
    ])
    expect(puppet.told).not.toContain('start elsewhere')
  })

  it.each([
    ['in', hostname('In', ['millrace-local']), true],
    ['not-in', hostname('NotIn', ['millrace-local']), false],
    ['other', hostname('In', ['other']), false],
    ['exists', hostname('Exists', []), true],
  ])('reads required node affinity: %s', async (name, affinity, fits) => {
    await create(`affine-${name}`, { affinity })
    expect('nodeName' in (await isPlaced(`affine-${name}`))).toBe(fits)
  })

  it('places a pod as soon as the claim that it mounts is there', async () => {
    await create('early', mounting('late'))
    expect(await why('early')).toBe('0/1 nodes are available: persistentvolumeclaim "late" not found. not found')
    await served.post(claims(), claimNamed('late'))
    expect(await isPlaced('early')).toHaveProperty('nodeName')
    expect(await conditions('early')).toMatchObject([{ type: 'PodScheduled', status: 'True' }])
    expect(puppet.told).toContain('start early')
  })

  it('waits for a claim that is not bound, or that is going away', async () => {
    await served.post(claims(), claimNamed('unbound', { volumeName: 'nope' }))
    await create('unbound', mounting('unbound'))
    expect(await why('unbound')).toBe(
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    )
    await served.post(claims(), claimNamed('leaving'))
    await create('first', mounting('leaving'))
    await served.call('DELETE', `${claims()}/leaving`)
    await create('second', mounting('leaving'))
    expect(await why('second')).toBe(
      '0/1 nodes are available: persistentvolumeclaim "leaving" is being deleted. not found',
    )
  })

  it('finds an affinity with the pod’s own label satisfied', async () => {
    await create('self', { affinity: together('podAffinity', 'self') }, { app: 'self' })
    expect(await isPlaced('self')).toHaveProperty('nodeName')
    await create('lonely', { affinity: together('podAffinity', 'nobody') })
    expect(await why('lonely')).toContain("1 node(s) didn't match pod affinity rules.")
    await create('nobody', {}, { app: 'nobody' })
    expect(await isPlaced('lonely')).toHaveProperty('nodeName')
  })

  it('keeps pods apart that ask for it, until the other one has ended', async () => {
    await create('apart-1', { affinity: together('podAntiAffinity', 'apart') }, { app: 'apart' })
    await create('apart-2', { affinity: together('podAntiAffinity', 'apart') }, { app: 'apart' })
    await create('apart-3', {}, { app: 'apart' })
    expect(await why('apart-2')).toContain("1 node(s) didn't match pod anti-affinity rules.")
    expect(await why('apart-3')).toContain("1 node(s) didn't satisfy existing pods anti-affinity rules.")
    puppet.report('apart-1', succeeded)
    expect(await isPlaced('apart-2')).toHaveProperty('nodeName')
  })

  it('leaves a gated pod alone', async () => {
    await create('gated', { schedulingGates: [{ name: 'a.b/c' }] })
    expect(await isPlaced('gated')).not.toHaveProperty('nodeName')
  })
})
