import { describe, expect, it } from 'vitest'
import type { Container, Pod } from '../../../../lib/core/kubernetes.ts'
import { policyViolations } from '../../../../lib/pods/build/policy.ts'

const podOf = (spec: object, container: Partial<Container> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'x' },
  spec: { containers: [{ name: 'main', ...container }], ...spec },
})
const mounting = (mountPath: string, more: object = {}) =>
  podOf({ volumes: [{ name: 'v', emptyDir: {} }] }, { volumeMounts: [{ name: 'v', mountPath, ...more }] })

describe('policyViolations', () => {
  it('finds nothing in an ordinary pod', () => {
    const pod = podOf(
      { hostNetwork: false, securityContext: { runAsUser: 1000 } },
      {
        ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }],
        securityContext: { privileged: false, capabilities: { add: ['CHOWN'] } },
      },
    )
    expect(policyViolations(pod)).toEqual([])
  })

  it.each([
    ['hostNamespaces', 'spec.hostNetwork', podOf({ hostNetwork: true })],
    ['hostNamespaces', 'spec.hostPID', podOf({ hostPID: true })],
    ['hostNamespaces', 'spec.hostIPC', podOf({ hostIPC: 'true' })],
    ['hostPath', 'spec.volumes[0].hostPath', podOf({ volumes: [{ name: 'v', hostPath: { path: '/etc' } }] })],
    [
      'privileged',
      'spec.containers[0].securityContext.privileged',
      podOf({}, { securityContext: { privileged: true } }),
    ],
    [
      'privileged',
      'spec.initContainers[0].securityContext.privileged',
      podOf({ initContainers: [{ name: 'one', securityContext: { privileged: true } }] }),
    ],
    [
      'privileged',
      'spec.securityContext.windowsOptions.hostProcess',
      podOf({ securityContext: { windowsOptions: { hostProcess: true } } }),
    ],
    ['hostPorts', 'spec.containers[0].ports[0].hostPort', podOf({}, { ports: [{ containerPort: 1, hostPort: 80 }] })],
  ] as const)('%s: %s, unless the rule is lifted', (rule, field, pod) => {
    expect(policyViolations(pod)).toHaveLength(1)
    expect(policyViolations(pod)[0]).toContain(`${field} `)
    expect(policyViolations(pod)[0]).toContain(`(policy rule ${rule})`)
    expect(policyViolations(pod, [rule])).toEqual([])
  })

  it.each([
    '/',
    '',
    '/proc',
    'proc/sys',
    '/sys/',
    '/dev',
    '/millrace',
    '/a/../millrace/scripts/x',
    '//millrace//scripts',
    '/var/run/secrets/kubernetes.io/serviceaccount',
    '/run/secrets/kubernetes.io',
  ])('a mount at "%s" is reserved, whatever is lifted', (path) => {
    const lifted = policyViolations(mounting(path), ['hostPath', 'hostNamespaces', 'privileged', 'hostPorts'])
    expect(lifted).toEqual([
      `spec.containers[0].volumeMounts[0].mountPath "${path}" is reserved (policy rule reservedPath)`,
    ])
  })

  it.each(['/dev/shm', '/processor', '/millrace2', '/sys/fs/x', '/var/run/secrets/tokens', '/workspace', '/..data'])(
    'a mount at "%s" is allowed',
    (path) => {
      expect(policyViolations(mounting(path))).toEqual([])
    },
  )

  it.each([{ subPath: '/a' }, { subPath: 'a/../../b' }, { subPath: '..' }, { subPathExpr: '../$(NAME)' }])(
    'a sub-path may not leave its volume: %o',
    (more) => {
      expect(policyViolations(mounting('/a', more))[0]).toMatch(/subPath(Expr)? ".*" leaves its volume/)
    },
  )

  it('allows a sub-path that only looks like it', () => {
    expect(policyViolations(mounting('/a', { subPath: 'a/..b/c..' }))).toEqual([])
  })

  it('only takes the script mount for our own', () => {
    const mount = (mounted: object, volume: object) =>
      policyViolations(
        podOf(
          { volumes: [{ name: 'v', ...volume }] },
          { volumeMounts: [{ name: 'v', mountPath: '/millrace/scripts', readOnly: true, ...mounted }] },
        ),
      )
    expect(mount({}, { downwardAPI: { items: [] } })).toEqual([])
    expect(mount({}, { emptyDir: {} })).toHaveLength(1)
    expect(mount({ readOnly: false }, { downwardAPI: { items: [] } })).toHaveLength(1)
    expect(mount({ mountPath: '/millrace' }, { downwardAPI: { items: [] } })).toHaveLength(1)
  })
})
