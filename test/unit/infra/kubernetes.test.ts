import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as yaml from 'js-yaml'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { readManifests } from '../../system/emulator/gateway/manifests.ts'
import { readGrants } from '../../system/emulator/gateway/rbac.ts'

const folder = new URL('../../../infra/kubernetes/', import.meta.url).pathname

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
})
const Policy = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    failurePolicy: z.literal('Fail'),
    matchConditions: z.array(z.looseObject({ expression: z.string() })).default([]),
    validations: z.array(z.strictObject({ message: z.string(), expression: z.string() })).min(1),
  }),
})
const Binding = z.looseObject({
  spec: z.strictObject({ policyName: z.string(), validationActions: z.tuple([z.literal('Deny')]) }),
})

const objectsIn = (...path: string[]) =>
  readManifests(join(folder, ...path))
    .flatMap((text) => yaml.loadAll(text))
    .map((object) => Manifest.parse(object))

const ofKind = <T>(kind: string, shape: z.ZodType<T>): T[] =>
  objectsIn()
    .filter((object) => object.kind === kind)
    .map((object) => shape.parse(object))

const rightsOf = (group: string): string[] =>
  readGrants(readManifests(folder))
    .filter((grant) => grant.group === group)
    .flatMap(({ namespace, resources, verbs }) =>
      resources.map((resource) => `${resource}: ${verbs.join(' ')}${namespace === undefined ? ', everywhere' : ''}`),
    )

describe('the manifests for a cluster', () => {
  it.each([
    ['resolve', ['persistentvolumeclaims: create get']],
    ['dispatch', ['pods: create get', 'events: list']],
    ['watch', ['pods: list watch, everywhere']],
    [
      'collect',
      [
        'pods: get list patch delete, everywhere',
        'pods/log: get, everywhere',
        'persistentvolumeclaims: get delete, everywhere',
      ],
    ],
  ])('give %s what it does, and nothing else', (name, rights) => {
    expect(rightsOf(`millrace:${name}`)).toEqual(rights)
  })

  it('give nobody else anything', () => {
    const groups = new Set(readGrants(readManifests(folder)).map(({ group }) => group))
    expect([...groups].sort()).toEqual(['collect', 'dispatch', 'resolve', 'watch'].map((name) => `millrace:${name}`))
  })

  it('bind every admission policy, and refuse what it does not let through', () => {
    const policies = ofKind('ValidatingAdmissionPolicy', Policy).map(({ metadata }) => metadata.name)
    const bound = ofKind('ValidatingAdmissionPolicyBinding', Binding).map(({ spec }) => spec.policyName)
    expect(policies).toHaveLength(3)
    expect(bound.sort()).toEqual(policies.sort())
  })

  it('know the functions by their groups, and by the service account of other clusters', () => {
    const [account] = objectsIn('service-account').filter(({ kind }) => kind === 'ServiceAccount')
    const conditions = ofKind('ValidatingAdmissionPolicy', Policy).flatMap(({ spec }) => spec.matchConditions)
    expect(new Set(conditions.map(({ expression }) => expression)).size).toBe(1)
    expect(conditions[0]!.expression).toContain("group.startsWith('millrace:')")
    expect(conditions[0]!.expression).toContain(`'system:serviceaccounts:${String(account!.metadata['namespace'])}'`)
  })

  it('are all named by a kustomization, but for the one that a stage with one namespace needs', () => {
    const named = (path: string): string[] =>
      readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? named(join(path, entry.name)) : [join(path, entry.name)],
      )
    const used = ['', 'service-account', 'examples'].flatMap((path) => readManifests(join(folder, path)))
    const all = named('').filter((file) => !file.endsWith('kustomization.yaml'))
    expect(all).toHaveLength(new Set(used).size + 1)
    expect(all).toContain('namespace/watch.yaml')
  })
})
