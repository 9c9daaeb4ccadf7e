import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPuppet, running } from './puppet-kubelet.ts'
import { podNamed, pods, type Served, serve } from './served.ts'

describe('a pod’s log', () => {
  const puppet = createPuppet()
  let served: Served
  beforeAll(async () => {
    served = await serve({ kubelet: puppet.kubelet })
    await served.post(pods(), podNamed('talks'))
    puppet.report('talks', running)
  })
  afterAll(() => served.stop())

  const log = (name: string, query = '') => served.get(`${pods()}/${name}/log?${query}`)

  it('is plain text', async () => {
    expect(await log('talks')).toMatchObject({ code: 200, text: 'one\ntwo\nthree\n' })
  })

  it.each([
    ['follow=true', 'one\ntwo\nthree\nfour\n'],
    ['limitBytes=6', 'one\ntw'],
    ['tailLines=2', 'two\nthree\n'],
    ['tailLines=0', ''],
    ['tailLines=99', 'one\ntwo\nthree\n'],
    ['tailLines=1&follow=true', 'three\nfour\n'],
    ['tailLines=2&limitBytes=3', 'two'],
    ['container=main', 'one\ntwo\nthree\n'],
  ])('with %s', async (query, text) => {
    expect((await log('talks', query)).text).toBe(text)
  })

  it('of a pod or a container that is not there is refused', async () => {
    expect(await log('nobody')).toMatchObject({ code: 404, body: { message: 'pods "nobody" not found' } })
    expect(await log('talks', 'container=zz')).toMatchObject({
      code: 400,
      body: { reason: 'BadRequest', message: 'container zz is not valid for pod talks' },
    })
  })

  it('needs a container’s name when there are several', async () => {
    const containers = ['a', 'b'].map((name) => ({ name, image: 'busybox' }))
    await served.post(
      pods(),
      podNamed('several', { spec: { containers, initContainers: [{ name: 'i', image: 'busybox' }] } }),
    )
    expect((await log('several')).body.message).toBe(
      'a container name must be specified for pod several, choose one of: [i a b]',
    )
  })

  it('of a container that has not started is refused in the words of the kubelet', async () => {
    await served.post(pods(), podNamed('waits'))
    expect(await log('waits')).toMatchObject({
      code: 400,
      body: { reason: 'BadRequest', message: 'container "main" in pod "waits" is waiting to start: ContainerCreating' },
    })
    const waiting = (reason: string) => ({ containerStatuses: [{ name: 'main', state: { waiting: { reason } } }] })
    puppet.report('waits', waiting('ImagePullBackOff'))
    expect((await log('waits')).body.message).toBe(
      'container "main" in pod "waits" is waiting to start: trying and failing to pull image',
    )
  })

  it('of a pod on no node is empty', async () => {
    await served.post(pods(), podNamed('unplaced', { spec: { nodeSelector: { no: 'where' } } }))
    expect(await log('unplaced')).toMatchObject({ code: 204, text: '' })
  })

  it('of an earlier container is never there: nothing restarts', async () => {
    expect(await log('talks', 'previous=true')).toMatchObject({
      code: 400,
      body: { message: 'previous terminated container "main" in pod "talks" not found' },
    })
  })

  it('is refused for options that make no sense', async () => {
    expect(await log('talks', 'tailLines=-1&limitBytes=0')).toMatchObject({
      code: 422,
      body: {
        message:
          'PodLogOptions "talks" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0]',
      },
    })
  })
})
