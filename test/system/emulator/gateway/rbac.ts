import * as yaml from 'js-yaml'
import * as z from 'zod'
import type { KubeRequest } from './kube-request.ts'

const Rule = z.looseObject({
  apiGroups: z.array(z.string()).default([]),
  resources: z.array(z.string()).default([]),
  resourceNames: z.array(z.string()).default([]),
  nonResourceURLs: z.array(z.string()).default([]),
  verbs: z.array(z.string()),
})
type Rule = z.infer<typeof Rule>

const metadata = z.looseObject({ name: z.string(), namespace: z.string().default('default') })
const RoleObject = z.looseObject({ kind: z.enum(['Role', 'ClusterRole']), metadata, rules: z.array(Rule).default([]) })
const BindingObject = z.looseObject({
  kind: z.enum(['RoleBinding', 'ClusterRoleBinding']),
  metadata,
  roleRef: z.looseObject({ kind: z.enum(['Role', 'ClusterRole']), name: z.string() }),
  subjects: z.array(z.looseObject({ kind: z.string(), name: z.string() })).default([]),
})

/** A rule that a group has, in one namespace or, when it is undefined, everywhere. */
export interface Grant extends Rule {
  group: string
  namespace: string | undefined
}

/** What the roles and bindings of manifests grant to groups. Throws when a binding names a role that is not there. */
export const readGrants = (manifests: readonly string[]): Grant[] => {
  const objects = manifests.flatMap((text) => yaml.loadAll(text)).flatMap(list)
  const roles = objects.flatMap((object) => RoleObject.safeParse(object).data ?? [])
  const bindings = objects.flatMap((object) => BindingObject.safeParse(object).data ?? [])
  return bindings.flatMap(({ kind, metadata: { name, namespace }, roleRef, subjects }) => {
    const role = roles.find(
      (one) =>
        one.kind === roleRef.kind &&
        one.metadata.name === roleRef.name &&
        (one.kind === 'ClusterRole' || one.metadata.namespace === namespace),
    )
    if (!role) throw new Error(`${kind} ${name} names the ${roleRef.kind} ${roleRef.name}, which is not there`)
    const where = kind === 'ClusterRoleBinding' ? undefined : namespace
    return subjects
      .filter((subject) => subject.kind === 'Group')
      .flatMap((subject) => role.rules.map((rule) => ({ ...rule, group: subject.name, namespace: where })))
  })
}

const list = (object: unknown): unknown[] => {
  const { kind, items } = (object ?? {}) as { kind?: string; items?: unknown[] }
  return kind === 'List' ? (items ?? []) : [object]
}

const has = (listed: readonly string[], wanted: string): boolean => listed.includes('*') || listed.includes(wanted)

/** Whether a grant allows a request. Verbs of paths that are no resources, such as /version, are free to everybody. */
export const grants = (grant: Grant, request: KubeRequest): boolean =>
  (grant.namespace === undefined || grant.namespace === request.namespace) &&
  has(grant.verbs, request.verb) &&
  has(grant.apiGroups, request.group) &&
  (has(grant.resources, request.resource) || grant.resources.includes(`*/${request.resource.split('/')[1] ?? ''}`)) &&
  (grant.resourceNames.length === 0 || grant.resourceNames.includes(request.name))

/** The API server's words for a refusal of RBAC. */
export const refusalOf = (user: string, { verb, group, resource, namespace, name }: KubeRequest): string => {
  const named = name === '' ? resource : `${resource.split('/')[0]} "${name}"`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
  return `${named} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`
}
