import { describe, expect, it } from 'vitest'
import type { PodStatus } from '../../../lib/core/kubernetes.ts'
import { Observation } from '../../../lib/core/observation.ts'
import { observe } from '../../../lib/pods/observe.ts'
import { lastPod, loadChanges } from './load-changes.ts'

/** Every different news of a pod's life, in order. */
const newsOf = (fixture: string): Partial<Observation>[] => {
  const news: Partial<Observation>[] = []
  for (const { pod, gone } of loadChanges(fixture)) {
    const { task: _task, attempt: _attempt, uid: _uid, nonce: _nonce, ...seen } = observe(pod, { gone })!.observation
    if (JSON.stringify(seen) !== JSON.stringify(news.at(-1))) news.push(seen)
  }
  return news
}

const at = (time: string): number => Date.parse(`2026-11-21T06:${time}Z`)
const node = 'node1'
const unplaced = { phase: 'pending' }
const placed = { phase: 'pending', node }
const started = (time: string) => ({ phase: 'running', node, startedAt: at(time) })
const waiting = (reason: string, message: unknown) => [unplaced, placed, { ...placed, reason, message }]
const ended = (phase: string, [start, finish]: [string, string], rest: object) => [
  unplaced,
  placed,
  started(start),
  { phase, node, startedAt: at(start), finishedAt: at(finish), ...rest },
]
const unschedulable = { reason: 'Unschedulable', message: expect.stringMatching(/^0\/2 nodes are available/) }
const unpullable = expect.stringContaining('nowhere.invalid/no:1: not found')

/** Disrupted while it ran, then stopped, then gone. */
const taken = (before: object[], [start, finish]: [string, string], why: object) => {
  const end = { node, startedAt: at(start), finishedAt: at(finish), exitCode: 137, disrupted: true, ...why }
  return [
    ...before,
    placed,
    started(start),
    { ...started(start), disrupted: true },
    { ...started(start), disrupted: true, deleting: true },
    { ...end, phase: 'failed', deleting: true },
    { ...end, phase: 'gone', deleting: true },
  ]
}
const lost = { phase: 'running', node: 'lost-node', startedAt: at('54:11') }

describe('what a real kubelet reports', () => {
  it.each<[title: string, fixture: string, news: object[]]>([
    [
      'a pod that completes succeeds before its phase says so',
      'completed',
      [
        ...ended('succeeded', ['53:31', '53:31'], { exitCode: 0 }),
        { ...ended('succeeded', ['53:31', '53:31'], { exitCode: 0 })[3], deleting: true },
      ],
    ],
    [
      'a failure has the exit code',
      'failed',
      ended('failed', ['53:31', '53:31'], { reason: 'Error', message: 'exit code 3', exitCode: 3 }),
    ],
    [
      'a death by signal names the signal',
      'killed',
      ended('failed', ['56:41', '56:41'], { reason: 'Error', message: 'killed by signal 9 (SIGKILL)', exitCode: 137 }),
    ],
    [
      'a termination message is part of why',
      'last-words',
      ended('failed', ['53:35', '53:35'], { reason: 'Error', message: 'exit code 7: the disk is full', exitCode: 7 }),
    ],
    [
      'steps run while the phase is Pending, and succeed together',
      'steps',
      ended('succeeded', ['53:31', '53:41'], { exitCode: 0 }),
    ],
    [
      'the first step that fails is named',
      'init-failed',
      ended('failed', ['53:31', '53:32'], { reason: 'Error', message: 'step "two": exit code 4', exitCode: 4 }),
    ],
    [
      'a sidecar that ignores SIGTERM does not hold up success',
      'sidecar-lingers',
      ended('succeeded', ['53:33', '53:35'], { exitCode: 0 }),
    ],
    [
      'a sidecar that outlives the deadline does not undo a success before it',
      'sidecar-past-deadline',
      ended('succeeded', ['53:33', '53:35'], { exitCode: 0 }),
    ],
    [
      'out of memory names the limit',
      'oom-killed',
      ended('failed', ['53:33', '53:33'], {
        reason: 'OOMKilled',
        message: 'ran out of memory (limit 32Mi)',
        exitCode: 137,
      }),
    ],
    [
      'a deadline names its length',
      'deadline',
      ended('failed', ['53:34', '53:42'], {
        reason: 'DeadlineExceeded',
        message: 'took longer than activeDeadlineSeconds (3 s)',
        exitCode: 137,
      }),
    ],
    [
      'ending with 0 because of the deadline is no success',
      'deadline-exit-zero',
      ended('failed', ['53:34', '53:37'], {
        reason: 'DeadlineExceeded',
        message: 'took longer than activeDeadlineSeconds (3 s)',
      }),
    ],
    [
      'a command that does not exist has no start, and the words of the runtime',
      'start-error',
      [
        unplaced,
        placed,
        { phase: 'running', node },
        {
          phase: 'failed',
          node,
          finishedAt: at('53:34'),
          reason: 'StartError',
          message: expect.stringContaining('"/no/such/program": stat /no/such/program: no such file'),
          exitCode: 128,
        },
      ],
    ],
    [
      'a missing ConfigMap is why a pod waits',
      'config-error',
      waiting('CreateContainerConfigError', 'configmap "absent" not found'),
    ],
    [
      'a malformed image name is why a pod waits',
      'invalid-image-name',
      waiting('InvalidImageName', expect.stringContaining('invalid reference format')),
    ],
    [
      'an image that cannot be pulled is why a pod waits; deleted, it fails without an exit code',
      'image-pull-back-off',
      [
        ...waiting('ErrImagePull', unpullable),
        { ...placed, reason: 'ImagePullBackOff', message: unpullable },
        { ...placed, reason: 'ErrImagePull', message: unpullable },
        { ...placed, reason: 'ErrImagePull', message: unpullable, deleting: true },
        { ...placed, deleting: true },
        ...['failed', 'gone'].map((phase) => ({
          phase,
          node,
          reason: 'ContainerStatusUnknown',
          message: expect.stringContaining('could not be located'),
          disrupted: true,
          deleting: true,
        })),
      ],
    ],
    [
      'the scheduler says why a pod has no node; deleted there, it fails',
      'deleted-before-scheduled',
      [
        unplaced,
        { ...unplaced, ...unschedulable },
        { ...unplaced, ...unschedulable, deleting: true },
        { phase: 'failed', reason: 'Deleted', message: 'the pod was deleted before it had run', deleting: true },
      ],
    ],
    [
      'a running pod that a person deletes fails while being deleted',
      'deleted-while-running',
      [
        unplaced,
        placed,
        started('53:32'),
        { ...started('53:32'), deleting: true },
        {
          phase: 'failed',
          node,
          startedAt: at('53:32'),
          finishedAt: at('54:16'),
          reason: 'Error',
          message: 'killed by signal 9 (SIGKILL)',
          exitCode: 137,
          deleting: true,
        },
      ],
    ],
    [
      'a pod that ends with 0 while being deleted succeeds, as its phase says',
      'ended-while-deleted',
      [
        unplaced,
        placed,
        started('53:32'),
        { ...started('53:32'), deleting: true },
        {
          phase: 'succeeded',
          node,
          startedAt: at('53:32'),
          finishedAt: at('54:11'),
          exitCode: 0,
          deleting: true,
        },
      ],
    ],
    [
      'a pod deleted by force is gone without an end',
      'deleted-by-force',
      [
        unplaced,
        placed,
        started('56:37'),
        { ...started('56:37'), deleting: true },
        { ...started('56:37'), phase: 'gone', deleting: true },
      ],
    ],
    [
      'an eviction through the API is a disruption',
      'evicted-by-api',
      taken([unplaced], ['53:32', '54:17'], { reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' }),
    ],
    [
      'a preemption is a disruption',
      'preempted',
      taken([unplaced, { ...unplaced, ...unschedulable }], ['53:38', '54:17'], {
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      }),
    ],
    [
      'a pod on a lost node is disrupted long before it fails',
      'node-lost',
      [
        { phase: 'pending', node: 'lost-node' },
        lost,
        { ...lost, disrupted: true },
        { ...lost, disrupted: true, deleting: true },
        {
          ...lost,
          phase: 'failed',
          reason: 'DeletionByPodGC',
          message: 'PodGC: node no longer exists',
          disrupted: true,
          deleting: true,
        },
      ],
    ],
    [
      'a pod that its node has no room for is disrupted',
      'out-of-cpu',
      [
        placed,
        {
          phase: 'failed',
          node,
          reason: 'OutOfcpu',
          message: expect.stringContaining("Node didn't have enough resource: cpu"),
          disrupted: true,
        },
      ],
    ],
    [
      'a pod that its node no longer suits is disrupted',
      'node-affinity',
      [
        placed,
        {
          phase: 'failed',
          node,
          reason: 'NodeAffinity',
          message: expect.stringContaining('Pod was rejected'),
          disrupted: true,
        },
      ],
    ],
  ])('%s', (_title, fixture, news) => {
    expect(newsOf(fixture)).toEqual(news)
  })
})

describe('an observation', () => {
  it('carries what tells one attempt from another, and is valid', () => {
    const seen = observe(lastPod('killed'))!
    expect(seen.runId).toBe('5c0d8bb1-d9b9-8512-80b3-eda31924f8e5')
    expect(seen.observation).toMatchObject({ task: 2, attempt: 1, nonce: 'f00d', uid: expect.any(String) })
    expect(Observation.parse(seen.observation)).toEqual(seen.observation)
  })

  it('reads times that a client has made into Dates', () => {
    const pod = lastPod('failed')
    const { terminated } = pod.status!.containerStatuses![0]!.state!
    Object.assign(terminated!, { startedAt: new Date(at('53:31')), finishedAt: new Date(at('53:31')) })
    expect(observe(pod)?.observation).toMatchObject({ startedAt: at('53:31'), finishedAt: at('53:31') })
  })

  it.each<[string, (pod: ReturnType<typeof lastPod>) => unknown]>([
    ['has another name', (pod) => (pod.metadata.name = 'completed')],
    ['has no labels', (pod) => delete pod.metadata.labels],
    ['is labelled with another run', (pod) => (pod.metadata.labels!['millrace.dev/run'] = 'x')],
    ['is labelled with another attempt', (pod) => (pod.metadata.labels!['millrace.dev/attempt'] = '1')],
    ['has no nonce', (pod) => delete pod.metadata.annotations],
  ])('is not made of a pod that %s', (_title, change) => {
    const pod = lastPod('completed')
    expect(observe(pod)).toBeDefined()
    change(pod)
    expect(observe(pod)).toBeUndefined()
  })
})

describe('a pod that is gone', () => {
  it.each([
    ['completed', 'succeeded'],
    ['sidecar-lingers', 'succeeded'],
    ['failed', 'failed'],
    ['deadline', 'failed'],
    ['preempted', 'gone'],
    ['out-of-cpu', 'gone'],
    ['config-error', 'gone'],
  ])('%s: %s', (fixture, phase) => {
    expect(observe(lastPod(fixture), { gone: true })?.observation.phase).toBe(phase)
  })
})

describe('a status in the shape of the kubelet', () => {
  const main = (state: object) => [{ name: 'main', state }]
  const zero = { exitCode: 0, startedAt: '2026-11-21T06:00:00Z', finishedAt: '2026-11-21T06:00:10Z' }
  const see = (status: PodStatus, spec: object = {}) => {
    const pod = lastPod('completed')
    return observe({
      ...pod,
      metadata: { ...pod.metadata, deletionTimestamp: undefined },
      spec: { ...pod.spec, ...spec },
      status,
    })!.observation
  }
  const killed = main({ terminated: { ...zero, exitCode: 137, reason: 'Error' } })

  it.each<[reason: string, message: string]>([
    ['Evicted', 'Usage of EmptyDir volume "data" exceeds the limit "1Mi". '],
    ['Preempting', 'Preempted in order to admit critical pod'],
    ['Terminated', 'Pod was terminated in response to imminent node shutdown.'],
    ['NodeShutdown', 'Pod was rejected as the node is shutting down.'],
    ['NodeLost', 'Node node1 which was running pod x is unresponsive'],
    ['OutOfmemory', "Pod was rejected: Node didn't have enough resource: memory"],
  ])('%s is a disruption in its own words', (reason, message) => {
    const seen = see({ phase: 'Failed', reason, message, containerStatuses: killed })
    expect(seen).toMatchObject({ phase: 'failed', disrupted: true, reason, message, exitCode: 137 })
  })

  it('a container that the runtime lost with its node is a disruption', () => {
    const lost = main({ terminated: { exitCode: 255, reason: 'Unknown', startedAt: zero.startedAt } })
    expect(see({ phase: 'Failed', containerStatuses: lost })).toMatchObject({ phase: 'failed', disrupted: true })
  })

  it('a DisruptionTarget that came to nothing is no disruption', () => {
    const conditions = [{ type: 'DisruptionTarget', status: 'False' as const }]
    expect(see({ phase: 'Failed', conditions, containerStatuses: killed }).disrupted).toBeUndefined()
  })

  it('ending with 0 because of an eviction is no success', () => {
    const seen = see({ phase: 'Failed', reason: 'Evicted', containerStatuses: main({ terminated: zero }) })
    expect(seen).toMatchObject({ phase: 'failed', disrupted: true, reason: 'Evicted' })
  })

  it('a failure waits for the terminal phase', () => {
    expect(see({ phase: 'Running', containerStatuses: killed }).phase).toBe('running')
  })

  it.each([
    ['waits for the phase when the deadline may have caused it', 10, 'Running', 'running'],
    ['waits for the phase of a pod that was stopped', 1, 'Running', 'running'],
    ['is known at once before the deadline', 11, 'Running', 'succeeded'],
    ['stands when the phase says so, deadline or not', 10, 'Succeeded', 'succeeded'],
  ] as const)('success %s', (_title, activeDeadlineSeconds, phase, expected) => {
    const status = { phase, startTime: zero.startedAt, containerStatuses: main({ terminated: zero }) }
    expect(see(status, { activeDeadlineSeconds }).phase).toBe(expected)
  })

  it('success needs every main container', () => {
    const spec = { containers: [{ name: 'main' }, { name: 'other' }] }
    const status: PodStatus = { phase: 'Running', containerStatuses: main({ terminated: zero }) }
    expect(see(status, spec).phase).toBe('running')
    status.containerStatuses!.push({
      name: 'other',
      state: { terminated: { ...zero, finishedAt: '2026-11-21T07:00:00Z' } },
    })
    expect(see(status, spec)).toMatchObject({ phase: 'succeeded', finishedAt: Date.parse('2026-11-21T07:00:00Z') })
  })

  it('a sidecar that runs does not make a pod run, and its end is not why a pod failed', () => {
    const spec = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] }
    const proxy = (state: object) => [{ name: 'proxy', state }]
    const creating = main({ waiting: { reason: 'PodInitializing' } })
    const up = proxy({ running: { startedAt: zero.startedAt } })
    expect(see({ phase: 'Pending', initContainerStatuses: up, containerStatuses: creating }, spec).phase).toBe(
      'pending',
    )
    const down = proxy({ terminated: { exitCode: 143, reason: 'Error' } })
    const three = main({ terminated: { ...zero, exitCode: 3, reason: 'Error' } })
    const seen = see({ phase: 'Failed', initContainerStatuses: down, containerStatuses: three }, spec)
    expect(seen).toMatchObject({ exitCode: 3, message: 'exit code 3' })
  })

  it('a sidecar that keeps crashing is why a pod does not start', () => {
    const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 10s' }
    const initContainerStatuses = [{ name: 'proxy', state: { waiting } }]
    expect(see({ phase: 'Pending', initContainerStatuses })).toMatchObject({ phase: 'pending', ...waiting })
  })

  it('a pod without any status is pending', () => {
    expect(see({}).phase).toBe('pending')
    expect(see({ phase: 'Unknown' }).phase).toBe('running')
    expect(see({ phase: 'Failed' })).toMatchObject({ phase: 'failed', reason: 'Error', message: expect.any(String) })
  })
})
