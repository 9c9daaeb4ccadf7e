import { describe, expect, it } from 'vitest'
import { isError } from '../../../../lib/core/error.ts'
import { podName } from '../../../../lib/pods/name.ts'
import { build, claim, runId, step } from './example-plan.ts'

const errorOf = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}

describe('every pod', () => {
  it('runs once, without a token, and is marked as its attempt', () => {
    expect(build({})).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: podName({ runId, task: 0, taskName: 'compile', attempt: 0 }),
        namespace: 'builds',
        labels: {
          'app.kubernetes.io/managed-by': 'millrace',
          'millrace.dev/installation': 'default',
          'millrace.dev/run': runId,
          'millrace.dev/task': 'compile',
          'millrace.dev/attempt': '0',
        },
        annotations: { 'millrace.dev/nonce': 'c0ffee' },
        finalizers: ['millrace.dev/accounting'],
      },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        containers: [{ name: 'main', image: 'busybox', command: ['true'] }],
      },
    })
  })

  it("keeps the author's labels and annotations, but ours win and no other manager is named", () => {
    const { metadata } = build({
      labels: { team: 'a', 'managed-by': 'x', 'app.kubernetes.io/managed-by': 'x', 'millrace.dev/run': 'x' },
      annotations: { note: 'b', 'example.com/managed-by': 'x', 'millrace.dev/nonce': 'x' },
    })
    expect(metadata.labels).toMatchObject({
      team: 'a',
      'app.kubernetes.io/managed-by': 'millrace',
      'millrace.dev/run': runId,
    })
    expect(metadata.labels).not.toHaveProperty('managed-by')
    expect(metadata.annotations).toEqual({ note: 'b', 'millrace.dev/nonce': 'c0ffee' })
  })

  it('gets a token when its author names a service account or asks for one', () => {
    expect(build({ spec: { serviceAccountName: 'deployer' } }).spec).not.toHaveProperty('automountServiceAccountToken')
    expect(build({ spec: { automountServiceAccountToken: true } }).spec.automountServiceAccountToken).toBe(true)
    const both = { serviceAccountName: 'deployer', automountServiceAccountToken: false }
    expect(build({ spec: both }).spec).toMatchObject(both)
  })

  it('has the pod-level fields that an author may set, and no others', () => {
    const spec = {
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ operator: 'Exists' }],
      activeDeadlineSeconds: 5,
      terminationGracePeriodSeconds: 3,
      imagePullSecrets: [{ name: 'registry' }],
      securityContext: { fsGroup: 1000 },
      dnsPolicy: 'None',
    }
    const written = { ...spec, nodeName: 'node1', restartPolicy: 'Always', containers: [], readinessGates: [] }
    expect(build({ spec: written }).spec).toEqual({ ...build({}).spec, ...spec })
  })

  it('runs its steps in order: all but the last are init containers', () => {
    const { spec } = build({ steps: ['one', 'two', 'three'].map((name) => step({ name, command: ['true'] })) })
    expect(spec.initContainers?.map(({ name }) => name)).toEqual(['one', 'two'])
    expect(spec.containers.map(({ name }) => name)).toEqual(['three'])
  })

  it('has no step that restarts', () => {
    const { spec } = build({ steps: [step({ name: 'one', restartPolicy: 'Always' }), step()] })
    expect(spec.initContainers?.[0]).not.toHaveProperty('restartPolicy')
  })
})

describe('scripts', () => {
  const script = '#!/bin/sh\necho "é"\n'

  it('are annotations, projected to executable files named after their containers', () => {
    const pod = build({
      steps: [step({ name: 'one' }, script), step({ name: 'two', command: ['true'] }), step({ name: 'three' }, 'x')],
    })
    expect(pod.metadata.annotations).toMatchObject({ 'millrace.dev/script-0': script, 'millrace.dev/script-2': 'x' })
    const item = (path: string, index: number) => ({
      path,
      mode: 0o755,
      fieldRef: { fieldPath: `metadata.annotations['millrace.dev/script-${index}']` },
    })
    expect(pod.spec.volumes).toEqual([
      { name: 'millrace-scripts', downwardAPI: { items: [item('one', 0), item('three', 2)] } },
    ])
    const mount = { name: 'millrace-scripts', mountPath: '/millrace/scripts', readOnly: true }
    const [one, two] = pod.spec.initContainers!
    expect(one).toMatchObject({ command: ['/millrace/scripts/one'], volumeMounts: [mount] })
    expect(two).not.toHaveProperty('volumeMounts')
  })

  it('are run as the step says, if it does', () => {
    const command = ['/bin/sh', '/millrace/scripts/main']
    expect(build({ steps: [step({ command }, script)] }).spec.containers[0]).toMatchObject({ command })
  })

  it("make way for an author's volume of the same name", () => {
    const { spec } = build({ steps: [step({}, script)], volumes: [{ name: 'millrace-scripts', emptyDir: {} }] })
    expect(spec.containers[0]?.volumeMounts?.[0]?.name).toBe('millrace-scripts-2')
    expect(spec.volumes?.map(({ name }) => name)).toEqual(['millrace-scripts', 'millrace-scripts-2'])
  })

  it('that exceed what annotations hold are an error with task and limit, counted in bytes', () => {
    const rest = 'millrace.dev/noncec0ffeemillrace.dev/script-0'.length
    const full = 'é'.repeat((262_144 - rest - 1) / 2) + 'x'.repeat((262_144 - rest - 1) % 2)
    expect(() => build({ steps: [step({}, `${full}x`)] })).not.toThrow()
    const error = errorOf(() => build({ steps: [step({}, `${full}xx`)] }))
    expect(isError(error, 'Invalid') && error.message).toMatch(
      /^task "compile": .* 262145 bytes, .* 262144 \(256 KiB\)/,
    )
  })
})

describe('workspaces', () => {
  const shared = claim('run-pvc', 'ReadWriteMany')

  it('are mounted in every step', () => {
    const { spec } = build(
      { steps: [step({ name: 'one' }), step()], workspaces: [{ claim: 0, mountPath: '/workspace', subPath: 'a' }] },
      [shared],
    )
    const volumeMounts = [{ name: 'workspace', mountPath: '/workspace', subPath: 'a' }]
    expect(spec.initContainers?.[0]).toMatchObject({ volumeMounts })
    expect(spec.containers[0]).toMatchObject({ volumeMounts })
    expect(spec.volumes).toEqual([{ name: 'workspace', persistentVolumeClaim: { claimName: 'run-pvc' } }])
    expect(spec).not.toHaveProperty('affinity')
  })

  it('leave a path alone that a step mounts already, however it is written', () => {
    const own = { name: 'own', mountPath: '//workspace/./' }
    const mounts = [{ name: 'own', mountPath: '/cache' }]
    const { spec } = build(
      {
        steps: [step({ volumeMounts: [own] })],
        volumes: [{ name: 'own', emptyDir: {} }],
        mounts,
        workspaces: [{ claim: 0, mountPath: '/workspace' }],
      },
      [shared],
    )
    expect(spec.containers[0]?.volumeMounts).toEqual([own, ...mounts])
  })

  it("of several claims have a volume each, and do not take an author's name", () => {
    const { spec } = build(
      {
        volumes: [{ name: 'ws-1', emptyDir: {} }],
        workspaces: [
          { claim: 0, mountPath: '/a' },
          { claim: 1, mountPath: '/b', readOnly: true },
          { claim: 1, mountPath: '/c', subPath: 'c' },
        ],
      },
      [shared, claim('other', 'ReadWriteMany')],
    )
    expect(spec.volumes?.map(({ name }) => name)).toEqual(['ws-1', 'ws-0', 'ws-1-2'])
    expect(spec.containers[0]?.volumeMounts).toEqual([
      { name: 'ws-0', mountPath: '/a' },
      { name: 'ws-1-2', mountPath: '/b', readOnly: true },
      { name: 'ws-1-2', mountPath: '/c', subPath: 'c' },
    ])
  })
})

describe('ReadWriteOnce', () => {
  const pod = { workspaces: [{ claim: 0, mountPath: '/workspace' }] }
  const labelsOf = (name: string, mode: string) =>
    Object.entries(build(pod, [claim(name, mode)]).metadata.labels ?? {}).filter(([key]) =>
      /^millrace\.dev\/claim-[0-9a-f]{10}$/.test(key),
    )

  it('labels the pod with its claim, and only with such a claim', () => {
    expect(labelsOf('a', 'ReadWriteOnce')).toHaveLength(1)
    expect(labelsOf('a', 'ReadWriteOnce')).toEqual(labelsOf('a', 'ReadWriteOnce'))
    expect(labelsOf('a', 'ReadWriteOnce')).not.toEqual(labelsOf('b', 'ReadWriteOnce'))
    expect(labelsOf('a', 'ReadWriteMany')).toEqual([])
  })

  it('treats a claim that is there already as one of a single node: nobody has looked at it', () => {
    const claims = [{ name: 'a', existing: true, spec: {}, keep: 'forever' as const }]
    expect(build(pod, claims).spec.affinity).toMatchObject({
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname' }] },
    })
  })

  it("requires the claim's node and prefers the last one, besides the author's affinity", () => {
    const anti = { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } }
    const own = { key: 'zone', operator: 'Exists' }
    const affinity = {
      ...anti,
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone' }] },
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [own] }] },
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [own] } }],
      },
    }
    const claims = [claim('a', 'ReadWriteOnce')]
    const built = build({ ...pod, spec: { affinity } }, claims, { lastNode: 'node7' })
    const [[label] = []] = labelsOf('a', 'ReadWriteOnce')
    expect(built.spec.affinity).toEqual({
      ...anti,
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: 'zone' },
          { labelSelector: { matchLabels: { [label!]: 'true' } }, topologyKey: 'kubernetes.io/hostname' },
        ],
      },
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [own] }] },
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, preference: { matchExpressions: [own] } },
          { weight: 100, preference: { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node7'] }] } },
        ],
      },
    })
    expect(build(pod, claims).spec.affinity).not.toHaveProperty('nodeAffinity')
  })

  it("leaves the author's affinity alone without such a claim", () => {
    const affinity = { podAffinity: {} }
    expect(build({ spec: { affinity } }, [], { lastNode: 'node7' }).spec.affinity).toEqual(affinity)
  })
})

describe('policy', () => {
  it('refuses a pod by naming task, field and rule', () => {
    const error = errorOf(() => build({ volumes: [{ name: 'host', hostPath: { path: '/' } }] }))
    expect(isError(error, 'Forbidden') && error.message).toBe(
      'task "compile": spec.volumes[0].hostPath (volume "host") is not allowed (policy rule hostPath)',
    )
  })

  it('lets through what the operator allows', () => {
    const volumes = [{ name: 'host', hostPath: { path: '/' } }]
    expect(build({ volumes }, [], { allowed: ['hostPath'] }).spec.volumes).toEqual(volumes)
  })
})
