import { describe, expect, it } from 'vitest'
import type { KubeRequest } from './kube-request.ts'
import { readManifests } from './manifests.ts'
import { grants, readGrants, refusalOf } from './rbac.ts'

const manifests = `
kind: ClusterRole
metadata: {name: reader}
rules: [{apiGroups: [''], resources: [pods, '*/log'], verbs: [get, list]}]
---
kind: Role
metadata: {name: writer, namespace: a}
rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*'], resourceNames: [mine]}]
---
kind: ClusterRoleBinding
metadata: {name: reader}
roleRef: {kind: ClusterRole, name: reader}
subjects: [{kind: Group, name: readers}, {kind: User, name: nobody}]
---
kind: RoleBinding
metadata: {name: writer, namespace: a}
roleRef: {kind: Role, name: writer}
subjects: [{kind: Group, name: writers}]
`
const asked = (more: Partial<KubeRequest>): KubeRequest => ({
  verb: 'get',
  group: '',
  resource: 'pods',
  namespace: 'a',
  name: 'mine',
  path: '',
  ...more,
})
const may = (group: string, more: Partial<KubeRequest>) =>
  readGrants([manifests]).some((grant) => grant.group === group && grants(grant, asked(more)))

describe('a grant of RBAC', () => {
  it.each<[string, Partial<KubeRequest>, boolean]>([
    ['readers', {}, true],
    ['readers', { verb: 'list', namespace: '', name: '' }, true],
    ['readers', { resource: 'pods/log' }, true],
    ['readers', { verb: 'delete' }, false],
    ['readers', { resource: 'secrets' }, false],
    ['readers', { group: 'apps' }, false],
    ['writers', { verb: 'delete', resource: 'secrets' }, true],
    ['writers', { namespace: 'b' }, false],
    ['writers', { name: 'other' }, false],
    ['nobody', {}, false],
  ])('lets %s do %j: %s', (group, more, expected) => {
    expect(may(group, more)).toBe(expected)
  })

  it('is refused when its binding names a role that is not there', () => {
    const binding = 'kind: RoleBinding\nmetadata: {name: b}\nroleRef: {kind: Role, name: gone}\nsubjects: []'
    expect(() => readGrants([binding])).toThrow('RoleBinding b names the Role gone, which is not there')
  })

  it('is read of every file that a kustomization names', () => {
    const groups = readGrants(readManifests('infra/kubernetes')).map(({ group }) => group)
    expect([...new Set(groups)].sort()).toEqual(
      ['collect', 'dispatch', 'resolve', 'watch'].map((name) => `millrace:${name}`),
    )
  })

  it('that is missing is told in the API server’s words', () => {
    expect(refusalOf('me', asked({ verb: 'list', namespace: '', name: '' }))).toBe(
      'pods is forbidden: User "me" cannot list resource "pods" in API group "" at the cluster scope',
    )
  })
})
