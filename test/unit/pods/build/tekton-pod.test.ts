import { describe, expect, it } from 'vitest'
import { isError } from '../../../../lib/core/error.ts'
import type { Container } from '../../../../lib/core/kubernetes.ts'
import type { PlanPod, PlanStep } from '../../../../lib/core/plan.ts'
import { build, claim, step } from './example-plan.ts'

const tekton = (pod: Partial<PlanPod>) => build({ layout: 'tekton', ...pod })
const results = [{ name: 'digest', type: 'string' as const }]
const named = (name: string, more: Partial<PlanStep> = {}): PlanStep => ({
  ...step({ name, command: ['do'] }),
  ...more,
})
/** Its image's own entry point. */
const bare = (name: string, more: Partial<PlanStep> = {}): PlanStep => ({ ...step({ name }), ...more })

const containersOf = ({ spec }: ReturnType<typeof build>): Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
]
const namesOf = (pod: ReturnType<typeof build>) => containersOf(pod).map(({ name }) => name)
const pathsOf = ({ volumeMounts = [] }: Container) => volumeMounts.map(({ mountPath }) => mountPath)
const byName = (pod: ReturnType<typeof build>, name: string) => containersOf(pod).find((one) => one.name === name)!

/** What a step does with its failure, by step; undefined: it does not run under the runner. */
const waysOf = (pod: Partial<PlanPod> & Pick<PlanPod, 'steps'>) => {
  const built = tekton(pod)
  return pod.steps.map(({ container }) => {
    const [shell, , kind, , way] = byName(built, container.name).command ?? []
    return shell === '/millrace/bin/sh' && kind === 'step' ? way : undefined
  })
}

describe('the layout', () => {
  it('gives every step the folders of Tekton, and leaves workingDir and HOME to the image', () => {
    const pod = tekton({ steps: [named('step-a'), named('step-b')] })
    expect(namesOf(pod)).toEqual(['step-a', 'step-b'])
    for (const container of containersOf(pod)) {
      expect(pathsOf(container)).toEqual(['/workspace', '/tekton/home', '/tekton/results', '/tekton/steps'])
      expect(container.volumeMounts?.at(-1)).toMatchObject({ readOnly: true })
      expect(container).not.toHaveProperty('workingDir')
      expect(container).not.toHaveProperty('env')
    }
    expect(pod.spec.volumes).toEqual(
      ['workspace', 'home', 'results', 'steps'].map((name) => ({ name: `tekton-internal-${name}`, emptyDir: {} })),
    )
    expect(pod.metadata.annotations).toMatchObject({ 'millrace.dev/layout': 'tekton' })
  })

  it('is for those pods only', () => {
    expect(build({}).metadata.annotations).not.toHaveProperty('millrace.dev/layout')
    const { spec } = build({ steps: [step({ name: 'main' }, 'cat /tekton/steps/main/exitCode')] })
    expect(spec.volumes?.map(({ name }) => name)).toEqual(['millrace-scripts'])
    expect(spec).not.toHaveProperty('initContainers')
  })

  it('leaves alone what is mounted at its paths', () => {
    const volumes = [{ name: 'mine', emptyDir: {} }]
    const volumeMounts = [{ name: 'mine', mountPath: '/tekton/home' }]
    const { spec } = build(
      {
        layout: 'tekton',
        steps: [step({ name: 'step-a', command: ['do'], volumeMounts })],
        volumes,
        workspaces: [{ claim: 0, mountPath: '/workspace' }],
      },
      [claim('c', 'ReadWriteMany')],
    )
    const mounted = spec.containers[0]!.volumeMounts!.filter(({ mountPath }) => !/results|steps/.test(mountPath))
    expect(mounted).toEqual([...volumeMounts, { name: 'workspace', mountPath: '/workspace' }])
  })

  it('counts a relative workingDir from /workspace', () => {
    const dirs = ['src', '/else', undefined].map(
      (workingDir) => tekton({ steps: [step({ command: ['do'], workingDir })] }).spec.containers[0]?.workingDir,
    )
    expect(dirs).toEqual(['/workspace/src', '/else', undefined])
  })

  it('has scripts where Tekton has them, too', () => {
    const { spec } = tekton({ steps: [step({ name: 'step-a', args: ['x'] }, '#!/bin/sh\n')] })
    expect(spec.containers[0]).toMatchObject({ command: ['/millrace/scripts/step-a'], args: ['x'] })
    expect(pathsOf(spec.containers[0]!)).toEqual(expect.arrayContaining(['/millrace/scripts', '/tekton/scripts']))
  })
})

describe('the order of containers', () => {
  it('is runner copy, sidecars, steps, collector', () => {
    const pod = tekton({
      steps: [named('step-a'), named('step-b')],
      sidecars: [named('sidecar-x'), bare('sidecar-y')],
      results,
    })
    expect(pod.spec.initContainers?.map(({ name }) => name)).toEqual([
      'millrace-runner',
      'sidecar-x',
      'sidecar-y',
      'step-a',
      'step-b',
    ])
    expect(pod.spec.containers.map(({ name }) => name)).toEqual(['millrace-collector'])
  })

  it('has neither helper where nothing needs it', () => {
    const pod = tekton({ steps: [named('step-a')], sidecars: [bare('sidecar-y')] })
    expect(namesOf(pod)).toEqual(['sidecar-y', 'step-a'])
    expect(pod.metadata.annotations).not.toHaveProperty('millrace.dev/runner')
  })
})

describe('a step runs under the runner', () => {
  const reads = (folder: string) => step({ name: 'step-r' }, `cat /tekton/steps/${folder}/exitCode`)

  it.each<[title: string, pod: Parameters<typeof waysOf>[0], ways: (string | undefined)[]]>([
    ['not without a reason', { steps: [named('step-a'), bare('step-b')] }, [undefined, undefined]],
    [
      'for onError: continue',
      { steps: [named('step-a', { onError: 'continue' }), bare('step-b')] },
      ['fail', undefined],
    ],
    ['not for the default onError', { steps: [named('step-a', { onError: 'stopAndFail' })] }, [undefined]],
    ['for its timeout', { steps: [named('step-a', { timeout: 1500 })] }, ['fail']],
    ['for its exit code, by name', { steps: [named('step-a'), reads('step-a')] }, ['fail', 'fail']],
    ['for its exit code, by number', { steps: [named('step-a'), reads('0')] }, ['fail', 'fail']],
    [
      'where others look into the folders of steps, if it can',
      { steps: [named('step-a'), bare('step-b'), reads('"$i"')] },
      ['fail', undefined, 'fail'],
    ],
    [
      'for results, which outlive its failure',
      { steps: [named('step-a'), named('step-b')], results },
      ['keep', 'keep'],
    ],
    [
      'to keep its failure only where all that comes after it can skip',
      { steps: [named('step-a'), bare('step-b'), named('step-c')], results },
      [undefined, undefined, 'keep'],
    ],
    [
      'and fails at once where something after it cannot skip',
      { steps: [named('step-a', { timeout: 1 }), bare('step-b')], results },
      ['fail', undefined],
    ],
  ])('%s', (_title, pod, ways) => {
    expect(waysOf(pod)).toEqual(ways)
  })

  it('with its own command and args, and what it is to do', () => {
    const container = { name: 'step-a', image: 'x', command: ['make', '-C'], args: ['dir'] }
    const pod = tekton({ steps: [{ container, timeout: 1500, onError: 'continue' }] })
    expect(byName(pod, 'step-a')).toMatchObject({
      command:
        `/millrace/bin/sh /millrace/scripts/runner.sh step step-a fail continue 1.5 /dev/termination-log make -C`.split(
          ' ',
        ),
      args: ['dir'],
    })
    expect(byName(pod, 'step-a').volumeMounts).toEqual(
      expect.arrayContaining([
        { name: 'millrace-runner', mountPath: '/millrace/bin', readOnly: true },
        { name: 'tekton-internal-steps', mountPath: '/tekton/steps', readOnly: true },
        { name: 'tekton-internal-steps', mountPath: '/tekton/steps/step-a', subPath: 'step-a' },
      ]),
    )
    expect(byName(pod, 'millrace-runner').command?.slice(-2)).toEqual(['0', 'step-a'])
  })

  it.each<[need: string, step: PlanStep]>([
    ['its onError: continue', bare('step-a', { onError: 'continue' })],
    ['its timeout', bare('step-a', { timeout: 1 })],
    ['its exit code, which "step-r" reads,', bare('step-a')],
  ])('so that one whose command is not known cannot have %s', (need, given) => {
    const readers = given.onError || given.timeout ? [] : [reads('step-a')]
    let error: unknown
    try {
      tekton({ steps: [given, ...readers] })
    } catch (thrown) {
      error = thrown
    }
    expect(isError(error, 'Invalid') && error.message).toBe(
      `task "compile": step "step-a" has neither a command nor a script, so that ${need} cannot be had: ` +
        "what its image runs is not known. Give the step its image's entry point as command",
    )
  })
})

describe('the collector', () => {
  const limitOf = (steps: number) => {
    const pod = tekton({ steps: Array.from({ length: steps }, (_, n) => named(`step-${n}`)), results })
    return byName(pod, 'millrace-collector').command?.[2]
  }

  it.each([
    [1, '4096'],
    [2, '3072'],
    [8, '1228'],
  ])('of a pod with %i steps has its share of what the kubelet keeps', (steps, limit) => {
    expect(limitOf(steps)).toBe(limit)
  })

  it('reads result files, and those that are elsewhere', () => {
    const path = '/tekton/steps/step-a/results/own'
    const pod = tekton({ steps: [named('step-a')], results: [...results, { name: 'own', type: 'array', path }] })
    const collector = byName(pod, 'millrace-collector')
    expect(collector.command?.slice(3)).toEqual(['digest', '/tekton/results/digest', 'own', path])
    expect(collector.volumeMounts?.every(({ readOnly }) => readOnly)).toBe(true)
    expect(collector).toMatchObject({ image: 'docker.io/library/busybox:1.37-musl' })
  })
})

describe('helpers', () => {
  const contextOf = (podContext: object | undefined, ...ofSteps: object[]) => {
    const steps = ofSteps.map((securityContext, n) =>
      step({ name: `step-${n}`, command: ['do'], securityContext: { ...securityContext } }),
    )
    const spec: PlanPod['spec'] = podContext === undefined ? {} : { securityContext: { ...podContext } }
    const { securityContext } = byName(tekton({ steps, spec, results }), 'millrace-collector')
    const { runAsUser, runAsNonRoot, ...rest } = securityContext!
    expect(rest).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    return { runAsUser, runAsNonRoot }
  }

  it.each<[who: string, pod: object | undefined, steps: object[], user: object]>([
    ["the pod's user", { runAsUser: 1000 }, [{ runAsUser: 5 }], { runAsUser: 1000 }],
    ['the user that all steps share', undefined, [{ runAsUser: 5 }, { runAsUser: 5 }], { runAsUser: 5 }],
    ['root where steps differ', undefined, [{ runAsUser: 5 }, {}], {}],
    ['nobody where no one may be root', { runAsNonRoot: true }, [{}], { runAsUser: 65532, runAsNonRoot: true }],
    ['nobody where no step may be', undefined, [{ runAsNonRoot: true }], { runAsUser: 65532, runAsNonRoot: true }],
  ])('run restricted, as %s', (_who, pod, steps, user) => {
    expect(contextOf(pod, ...steps)).toEqual({ runAsUser: undefined, runAsNonRoot: undefined, ...user })
  })
})

describe('a sidecar', () => {
  const sidecar = (container: Partial<Container>, script?: string) =>
    byName(
      build(
        {
          steps: [named('step-a')],
          sidecars: [step({ name: 'sidecar-x', ...container }, script)],
          mounts: [{ name: 'for-steps', mountPath: '/for-steps' }],
          volumes: [{ name: 'for-steps', emptyDir: {} }],
          workspaces: [{ claim: 0, mountPath: '/data' }],
        },
        [claim('c', 'ReadWriteMany')],
      ),
      'sidecar-x',
    )
  const exec = (...command: string[]) => ({ exec: { command } })

  it('is native, and has the workspaces but not what is for steps', () => {
    expect(sidecar({ ports: [{ containerPort: 80 }] })).toEqual({
      name: 'sidecar-x',
      image: 'busybox',
      ports: [{ containerPort: 80 }],
      restartPolicy: 'Always',
      volumeMounts: [{ name: 'workspace', mountPath: '/data' }],
    })
  })

  it('runs once if its command is known', () => {
    expect(sidecar({ command: ['serve'], args: ['80'] })).toMatchObject({
      command: ['/millrace/bin/sh', '/millrace/scripts/runner.sh', 'sidecar', 'serve'],
      args: ['80'],
    })
    expect(sidecar({}, '#!/bin/sh\n').command?.slice(2)).toEqual(['sidecar', '/millrace/scripts/sidecar-x'])
  })

  it.each<[title: string, probes: Partial<Container>, startupProbe: object | undefined]>([
    ['without probes has none', {}, undefined],
    ['keeps its start-up probe', { startupProbe: { ...exec('a'), failureThreshold: 2 } }, { failureThreshold: 2 }],
    [
      'is awaited by its readiness probe, for as long as it takes',
      { readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 3, successThreshold: 2, failureThreshold: 1 } },
      { tcpSocket: { port: 80 }, periodSeconds: 3, successThreshold: 1, failureThreshold: 2_147_483_647 },
    ],
    [
      'is awaited by both if both are commands',
      {
        startupProbe: { ...exec('test', '-e', "it's"), initialDelaySeconds: 1, timeoutSeconds: 3, failureThreshold: 1 },
        readinessProbe: { ...exec('ready'), initialDelaySeconds: 2 },
      },
      {
        ...exec('/millrace/bin/sh', '-c', `'test' '-e' 'it'\\''s' && 'ready'`),
        initialDelaySeconds: 2,
        timeoutSeconds: 4,
        failureThreshold: 2_147_483_647,
      },
    ],
    [
      'is asked once if both commands are the same',
      { startupProbe: { ...exec('a'), timeoutSeconds: 9 }, readinessProbe: exec('a') },
      { ...exec('a'), timeoutSeconds: 9 },
    ],
    [
      'keeps its start-up probe where they cannot be joined',
      { startupProbe: exec('a'), readinessProbe: { tcpSocket: { port: 80 } } },
      exec('a'),
    ],
  ])('%s', (_title, probes, startupProbe) => {
    const built = sidecar(probes)
    if (startupProbe) expect(built.startupProbe).toMatchObject(startupProbe)
    else expect(built).not.toHaveProperty('startupProbe')
    expect(built).not.toHaveProperty('readinessProbe')
  })
})
