import type { Container, EnvVar, JsonObject, Pod } from '../../../../core/kubernetes.ts'
import type { NodeApi } from '../../kubelet.ts'
import { configError } from '../container-error.ts'
import { notFound, storedData } from '../stored-data.ts'
import { expand } from './expand.ts'
import { fieldValue } from './field-value.ts'
import { type ResourceReference, resourceValue } from './resource-value.ts'

type Variables = Map<string, string>

/** What images and container runtimes set. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * A container's variables: those of `envFrom`, then `env` in order, each of which may refer to the ones before it.
 * Throws a ContainerError (CreateContainerConfigError) while something that they refer to is missing.
 */
export const declaredVariables = (api: NodeApi, pod: Pod, container: Container): Variables => {
  const variables: Variables = new Map()
  for (const source of container.envFrom ?? []) addAll(variables, api, pod, source)
  for (const variable of container.env ?? []) {
    const value = valueOf(variable, { api, pod, container, variables })
    if (value !== undefined) variables.set(variable.name, value)
  }
  return variables
}

/** The whole environment. Nothing of our own process's is in it. */
export const containerEnvironment = (pod: Pod, declared: Variables, user: number | undefined): Variables =>
  new Map([['PATH', defaultPath], ['HOSTNAME', pod.metadata.name], ['HOME', user ? '/' : '/root'], ...declared])

interface Reference {
  name: string
  key: string
  optional?: boolean
}

const addAll = (variables: Variables, api: NodeApi, pod: Pod, source: JsonObject): void => {
  const prefix = typeof source.prefix === 'string' ? source.prefix : ''
  const kind = source.secretRef ? 'Secret' : 'ConfigMap'
  const reference = (source.secretRef ?? source.configMapRef) as unknown as Reference | undefined
  if (!reference) return
  const data = storedData(api, kind, { namespace: namespaceOf(pod), name: reference.name })
  if (!data && !reference.optional) throw configError(notFound(kind, reference.name))
  for (const [key, value] of data ?? []) if (!key.includes('=')) variables.set(prefix + key, value.toString())
}

const valueOf = (
  variable: EnvVar,
  { api, pod, container, variables }: { api: NodeApi; pod: Pod; container: Container; variables: Variables },
): string | undefined => {
  const from = variable.valueFrom as Record<string, JsonObject | undefined> | undefined
  if (variable.value || !from) return expand(variable.value ?? '', variables)
  if (from['secretKeyRef']) return ofStored(api, pod, 'Secret', from['secretKeyRef'])
  if (from['configMapKeyRef']) return ofStored(api, pod, 'ConfigMap', from['configMapKeyRef'])
  try {
    if (from['fieldRef']) return fieldValue(pod, (from['fieldRef'] as { fieldPath: string }).fieldPath)
    const resource = from['resourceFieldRef'] as unknown as ResourceReference | undefined
    if (resource) return resourceValue(pod, resource.containerName ?? container.name, resource)
  } catch (error) {
    throw configError((error as Error).message)
  }
  throw configError(`env ${variable.name}: unsupported valueFrom ${Object.keys(from).join(', ')}`)
}

const ofStored = (api: NodeApi, pod: Pod, kind: 'Secret' | 'ConfigMap', reference: JsonObject): string | undefined => {
  const { name, key, optional } = reference as unknown as Reference
  const namespace = namespaceOf(pod)
  const data = storedData(api, kind, { namespace, name })
  const value = data?.get(key)
  if (value || optional) return value?.toString()
  throw configError(data ? `couldn't find key ${key} in ${kind} ${namespace}/${name}` : notFound(kind, name))
}

const namespaceOf = ({ metadata }: Pod): string => metadata.namespace ?? 'default'
