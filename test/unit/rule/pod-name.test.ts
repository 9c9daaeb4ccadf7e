import { describe, expect, it } from 'vitest'
import { createDispatch } from '../../../lib/app/dispatch.ts'
import { createMakeClaims } from '../../../lib/app/make-claims.ts'
import { createProbe } from '../../../lib/app/probe.ts'
import type { ObjectMeta, Pod } from '../../../lib/core/kubernetes.ts'
import { buildClaim } from '../../../lib/pods/build/build-claim.ts'
import { nonceAnnotation } from '../../../lib/pods/labels.ts'
import { parsePodName, podName } from '../../../lib/pods/name.ts'
import { builtPod } from '../../support/built-pod.ts'
import { settings } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'
import { delivery, useCasesUnderTest } from '../../support/use-cases-under-test.ts'

const claim = { name: 'data', spec: { accessModes: ['ReadWriteOnce'] }, keep: 'run' as const }
const plan = planOf({ a: { retry: { limit: 3 } } }, { claims: [claim] })
const identity = { plan, runId, nonce: 'nonce', namespace: 'default', settings }
const ours = builtPod({ ...identity, task: 0, attempt: 0 })
const dispatchA = delivery({ type: 'attempts.dispatch' as const, runId, attempts: [[0, 0] as [number, number]] })

/** The same pod, as somebody else would have made it. */
const foreign = (change: { nonce?: string; installation?: string; attempt?: string }): Pod => ({
  ...ours,
  metadata: marked(ours.metadata, change),
})
const marked = (metadata: ObjectMeta, { nonce, installation, attempt }: Parameters<typeof foreign>[0]): ObjectMeta => ({
  ...metadata,
  annotations: { ...metadata.annotations, ...(nonce && { [nonceAnnotation]: nonce }) },
  labels: {
    ...metadata.labels,
    ...(installation && { 'millrace.dev/installation': installation }),
    ...(attempt && { 'millrace.dev/attempt': attempt }),
  },
})

/** A world in which a pod has the name already, and the first attempt is dispatched. */
const dispatchedOver = async (there: Pod) => {
  const world = useCasesUnderTest({ script: () => ({ runFor: 600_000 }) })
  await world.start(runId, plan)
  const { pod } = await world.kube.cluster.createPod(there)
  await createDispatch(world.deps)([dispatchA])
  const messages = await world.sent('work')
  for (const message of messages) await world.commit(runId, [delivery(message)])
  return { world, pod, messages, state: await world.stateOf(runId, plan) }
}

describe('pod-name', () => {
  it('says which attempt of which task of which run a pod is, within 63 characters', () => {
    const name = podName({ runId, task: 9_999, taskName: 'Übersetzen und Prüfen: '.repeat(5), attempt: 12 })
    expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)
    expect(name.length).toBeLessThanOrEqual(63)
    expect(parsePodName(name)).toEqual({ runId, task: 9_999, attempt: 12 })
  })

  it('takes a pod that has the name for its own if it carries the run’s nonce: that is an observation', async () => {
    const { pod, messages, state } = await dispatchedOver(ours)
    expect(messages).toMatchObject([
      { type: 'pods.observed', observations: [{ task: 0, attempt: 0, uid: pod.metadata.uid, phase: 'running' }] },
    ])
    expect(state.tasks[0]).toMatchObject({ phase: 'Running', uid: pod.metadata.uid })
  })

  it.each([
    ['another nonce', { nonce: 'other' }],
    ['another installation', { installation: 'other' }],
    ['labels of another attempt', { attempt: '1' }],
  ])('fails the task, without a retry, when the pod carries %s', async (_, change) => {
    const { world, pod, state } = await dispatchedOver(foreign(change))
    expect(state.tasks[0]).toMatchObject({ phase: 'Failed', reason: 'PodNameCollision', attempt: 0 })
    expect(state.tasks[0]?.message).toBe(`pod default/${pod.metadata.name} exists and is not of this run`)
    const { namespace = '', name } = pod.metadata
    const left = await world.kube.cluster.pod({ namespace, name })
    expect(left?.metadata).toMatchObject({ uid: pod.metadata.uid, finalizers: pod.metadata.finalizers })
    expect(left?.metadata.deletionTimestamp).toBeUndefined()
  })

  it('does not take a pod of that name for the attempt’s when it is looked up', async () => {
    const world = useCasesUnderTest()
    await world.start(runId, plan)
    await world.kube.cluster.createPod(foreign({ nonce: 'other' }))
    expect(await createProbe(world.deps)(runId, [[0, 0]])).toEqual([
      { task: 0, attempt: 0, nonce: 'nonce', phase: 'gone' },
    ])
  })

  it('takes a claim that carries the run’s nonce for its own, and refuses the run over any other', async () => {
    const made = buildClaim({ ...identity, claim: 0 })
    const outcome = async (there: typeof made) => {
      const world = useCasesUnderTest()
      await world.open(runId, plan)
      await world.kube.cluster.createClaim(there)
      await createMakeClaims(world.deps)(runId, { id: 'message', receives: 1 })
      return world.stateOf(runId, plan)
    }
    expect(await outcome(made)).toMatchObject({ phase: 'Running', claimsMade: true })
    expect(await outcome({ ...made, metadata: marked(made.metadata, { nonce: 'other' }) })).toMatchObject({
      phase: 'Failed',
      reason: 'NameCollision',
      message: 'claim default/data exists and is not of this run',
    })
  })
})
