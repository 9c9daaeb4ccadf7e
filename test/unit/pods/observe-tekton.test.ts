import { describe, expect, it } from 'vitest'
import type { ContainerStateTerminated, ContainerStatus, Pod, PodStatus } from '../../../lib/core/kubernetes.ts'
import { observe } from '../../../lib/pods/observe.ts'
import { build, step } from './build/example-plan.ts'

const steps = ['one', 'two'].map((name) =>
  step({ name: `step-${name}`, command: ['do'], resources: { limits: { memory: '32Mi' } } }),
)
const collected = build({ steps, results: [{ name: 'digest', type: 'string' }] })
const plain = build({ layout: 'tekton', steps })

const at = (second: number): string => `2026-11-21T06:00:${String(second).padStart(2, '0')}Z`
const ended = (name: string, end: Partial<ContainerStateTerminated> = {}, second = 1): ContainerStatus => ({
  name,
  state: {
    terminated: {
      exitCode: 0,
      reason: (end.exitCode ?? 0) === 0 ? 'Completed' : 'Error',
      startedAt: at(second),
      finishedAt: at(second),
      ...end,
    },
  },
})
const copied = ended('millrace-runner', {}, 0)
const [one, two] = [ended('step-one', {}, 2), ended('step-two', {}, 3)]
const waiting = (name: string): ContainerStatus => ({ name, state: { waiting: { reason: 'PodInitializing' } } })
const collector = (end: Partial<ContainerStateTerminated>) => [ended('millrace-collector', end, 4)]

const see = (pod: Pod, status: PodStatus) => observe({ ...pod, status })!.observation
/** The pod with results, after its steps, by what its collector says. */
const say = (message: string | undefined, exitCode = 0, inits: ContainerStatus[] = [copied, one, two]) =>
  see(collected, {
    phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    initContainerStatuses: inits,
    containerStatuses: collector({ exitCode, ...(message === undefined ? {} : { message }) }),
  })

describe('results', () => {
  it('are what the collector says, from the first step to its end', () => {
    expect(say('digest YWJj\n.')).toMatchObject({
      phase: 'succeeded',
      exitCode: 0,
      results: { digest: 'abc' },
      startedAt: Date.parse(at(2)),
      finishedAt: Date.parse(at(4)),
    })
  })

  it('are absent where there are none, or nothing was said', () => {
    for (const message of ['.', undefined]) {
      expect(say(message)).toMatchObject({ phase: 'succeeded' })
      expect(say(message)).not.toHaveProperty('results')
    }
  })

  it('come with a failure, which is the step’s', () => {
    expect(say('!failed step-one 3 \ndigest YWJj\n.', 3)).toMatchObject({
      phase: 'failed',
      reason: 'StepFailed',
      message: '"step-one" exited with code 3',
      exitCode: 3,
      results: { digest: 'abc' },
    })
  })

  it('that are too large, unreadable or cut are why the task fails', () => {
    const large = say('!large digest 5120 6839 4096\n.', 92)
    expect(large).toMatchObject({ phase: 'failed', reason: 'ResultTooLarge', exitCode: undefined })
    expect(large.message).toBe(
      'result "digest" has 5120 bytes: encoded, the results of this task take 6839 bytes, and the kubelet leaves 4096 ' +
        'for them. Write what is large to a workspace and hand on its path',
    )
    const unreadable = say('!unreadable digest /tekton/results/digest -rw-------\n.', 92)
    expect(unreadable).toMatchObject({ phase: 'failed', reason: 'ResultUnreadable' })
    expect(unreadable.message).toContain('/tekton/results/digest (mode -rw-------)')
    const cut = say('digest YWJ')
    expect(cut).toMatchObject({ phase: 'failed', reason: 'ResultTooLarge', exitCode: undefined })
    expect(cut.message).toContain('in a pod of 4 containers')
    expect(cut).not.toHaveProperty('results')
  })

  it('that are cut do not hide why a step failed', () => {
    expect(say('!failed step-two 4 \ndigest YW', 4)).toMatchObject({ message: '"step-two" exited with code 4' })
  })
})

describe('helpers are no steps', () => {
  it('a pod whose runner was copied has not started', () => {
    const status = { initContainerStatuses: [copied, waiting('step-one'), waiting('step-two')] }
    expect(see(collected, { phase: 'Pending', ...status })).toMatchObject({ phase: 'pending' })
    expect(see(collected, { phase: 'Pending', ...status }).startedAt).toBeUndefined()
  })

  it('but tell why they failed', () => {
    const failed = [ended('millrace-runner', { exitCode: 1, message: 'no space left' }), waiting('step-one')]
    expect(see(collected, { phase: 'Failed', initContainerStatuses: failed })).toMatchObject({
      phase: 'failed',
      reason: 'InitContainerFailed',
      message: '"millrace-runner" exited with code 1: no space left',
      exitCode: 1,
    })
  })
})

describe('a failed step', () => {
  it.each<[title: string, end: Partial<ContainerStateTerminated>, why: object]>([
    ['has an exit code', { exitCode: 137 }, { reason: 'StepFailed', message: '"step-one" exited with code 137' }],
    [
      'took too long',
      { exitCode: 1, message: '!failed step-one 1 timeout\n' },
      { reason: 'StepFailed', message: '"step-one" exited because the step exceeded the specified timeout limit' },
    ],
    [
      'ran out of memory',
      { exitCode: 137, reason: 'OOMKilled' },
      { reason: 'StepOOM', message: '"step-one" ran out of memory (limit 32Mi)' },
    ],
    [
      'could not start',
      { exitCode: 128, reason: 'StartError', message: 'no such file' },
      { reason: 'StepFailed', message: '"step-one" did not start: no such file' },
    ],
  ])('that %s is told in the words of Tekton', (_title, end, why) => {
    const seen = see(plain, {
      phase: 'Failed',
      initContainerStatuses: [ended('step-one', end)],
      containerStatuses: [waiting('step-two')],
    })
    expect(seen).toMatchObject({ phase: 'failed', exitCode: end.exitCode, ...why })
  })

  it('that lost a process for want of memory and ended with 0 has failed: the kubelet goes no further, and is silent', () => {
    const end = (message?: string) => ended('step-one', { reason: 'OOMKilled', ...(message ? { message } : {}) })
    const seen = (first: ContainerStatus, second: ContainerStatus) =>
      see(plain, { phase: 'Pending', initContainerStatuses: [first], containerStatuses: [second] })
    expect(seen(end('!failed step-one 9 '), waiting('step-two'))).toMatchObject({
      phase: 'failed',
      reason: 'StepOOM',
      exitCode: 9,
    })
    expect(seen(end(), waiting('step-two'))).toMatchObject({ phase: 'failed', reason: 'StepOOM', exitCode: undefined })
    const running: ContainerStatus = { name: 'step-two', state: { running: { startedAt: at(3) } } }
    expect(seen(end(), running).phase).toBe('running')
  })
})
