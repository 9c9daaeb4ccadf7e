import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Container, KubeObject, Pod } from '../../../../../lib/core/kubernetes.ts'
import type { NodeApi } from '../../../../../lib/local/cluster/kubelet.ts'
import {
  containerEnvironment,
  declaredVariables,
} from '../../../../../lib/local/cluster/process/environment/container-environment.ts'
import { expand } from '../../../../../lib/local/cluster/process/environment/expand.ts'
import { resourceValue } from '../../../../../lib/local/cluster/process/environment/resource-value.ts'

const objects: Record<string, KubeObject> = {
  'secrets/s': { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { key: 'aHVzaA==', empty: '' } },
  'configmaps/c': { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { K: 'kay', L: 'ell' } },
}
const api = { get: (resource, _, name) => objects[`${resource}/${name}`] } as Partial<NodeApi> as NodeApi
const podOf = (container: Partial<Container>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'ns', uid: 'u', labels: { 'a/b': 'label' }, annotations: { note: 'text' } },
  spec: { nodeName: 'node1', containers: [{ name: 'main', ...container }] },
})
const variables = (container: Partial<Container>): Record<string, string> => {
  const pod = podOf(container)
  return Object.fromEntries(declaredVariables(api, pod, pod.spec.containers[0]!))
}
const from = (valueFrom: Record<string, Record<string, string | boolean>>) => ({ env: [{ name: 'X', valueFrom }] })

describe('expansion', () => {
  it.each([
    ['$(A)', 'a'],
    ['x$(A)$(B)y', 'xaby'],
    ['$(MISSING)', '$(MISSING)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$$$$', '$$'],
    ['$A ${A} $', '$A ${A} $'],
    ['$(A', '$(A'],
    ['$()', '$()'],
    ['$((A))', '$((A))'],
  ])('turns %s into %s', (text, expected) => {
    expect(
      expand(
        text,
        new Map([
          ['A', 'a'],
          ['B', 'b'],
        ]),
      ),
    ).toBe(expected)
  })

  it('gives back every text whose dollars were doubled', () => {
    fc.assert(fc.property(fc.string(), (text) => expand(text.replaceAll('$', '$$$$'), new Map([['A', 'a']])) === text))
  })
})

describe('the environment of a container', () => {
  it('refers to what was declared before, not after, nor to what the runtime sets', () => {
    expect(
      variables({
        envFrom: [{ prefix: 'P_', configMapRef: { name: 'c' } }],
        env: [
          { name: 'A', value: '$(P_K)-$(LATER)-$$(P_K)-$(HOSTNAME)-$(PATH)' },
          { name: 'LATER', value: 'x' },
          { name: 'B', value: '$(LATER)' },
        ],
      }),
    ).toEqual({ P_K: 'kay', P_L: 'ell', A: 'kay-$(LATER)-$(P_K)-$(HOSTNAME)-$(PATH)', LATER: 'x', B: 'x' })
  })

  it('takes values from Secrets, ConfigMaps, fields and resources', () => {
    expect(variables(from({ secretKeyRef: { name: 's', key: 'key' } }))).toEqual({ X: 'hush' })
    expect(variables(from({ secretKeyRef: { name: 's', key: 'empty' } }))).toEqual({ X: '' })
    expect(variables(from({ configMapKeyRef: { name: 'c', key: 'K' } }))).toEqual({ X: 'kay' })
    const fields = {
      'metadata.name': 'p',
      'metadata.namespace': 'ns',
      'metadata.uid': 'u',
      "metadata.labels['a/b']": 'label',
      "metadata.annotations['note']": 'text',
      "metadata.annotations['none']": '',
      'spec.nodeName': 'node1',
      'spec.serviceAccountName': 'default',
      'status.podIP': '127.0.0.1',
    }
    for (const [fieldPath, value] of Object.entries(fields))
      expect(variables(from({ fieldRef: { fieldPath } }))).toEqual({ X: value })
  })

  it('leaves out what is optional and missing', () => {
    expect(variables(from({ secretKeyRef: { name: 'none', key: 'k', optional: true } }))).toEqual({})
    expect(variables(from({ configMapKeyRef: { name: 'c', key: 'none', optional: true } }))).toEqual({})
    expect(variables({ envFrom: [{ secretRef: { name: 'none', optional: true } }] })).toEqual({})
  })

  it.each([
    [{ secretKeyRef: { name: 'none', key: 'k' } }, 'secret "none" not found'],
    [{ secretKeyRef: { name: 's', key: 'none' } }, "couldn't find key none in Secret ns/s"],
    [{ configMapKeyRef: { name: 'none', key: 'k' } }, 'configmap "none" not found'],
    [{ configMapKeyRef: { name: 'c', key: 'none' } }, "couldn't find key none in ConfigMap ns/c"],
    [{ fieldRef: { fieldPath: 'metadata.nothing' } }, 'unsupported fieldPath: metadata.nothing'],
  ])('says what is missing in the words of the kubelet: %j', (valueFrom, message) => {
    expect(() => variables(from(valueFrom))).toThrow(message)
  })

  it('puts what is declared over what images set', () => {
    const environment = containerEnvironment(podOf({}), new Map([['HOME', '/mine']]), undefined)
    expect(Object.fromEntries(environment)).toEqual({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOSTNAME: 'p',
      HOME: '/mine',
    })
    expect(containerEnvironment(podOf({}), new Map(), 1000).get('HOME')).toBe('/')
  })
})

describe('resources', () => {
  const pod = podOf({ resources: { limits: { cpu: '1500m', memory: '1Gi' }, requests: { cpu: 0.25 } } })
  it.each([
    ['limits.cpu', undefined, '2'],
    ['limits.cpu', '1m', '1500'],
    ['requests.cpu', '1m', '250'],
    ['limits.memory', '1Mi', '1024'],
    ['requests.memory', '1', '1073741824'],
    ['requests.ephemeral-storage', undefined, '0'],
  ])('%s by %s is %s', (resource, divisor, expected) => {
    expect(resourceValue(pod, 'main', { resource, divisor })).toBe(expected)
  })

  it('are those of the machine where no limit is set', () => {
    expect(Number(resourceValue(podOf({}), 'main', { resource: 'limits.memory' }))).toBeGreaterThan(0)
  })
})
