import type { Container, Json, JsonObject, KubeObject, PodSpec, Volume } from '../../../core/kubernetes.ts'
import { isObject, sameJson } from '../api/json.ts'

/** A pod with what the API server fills in. Idempotent. */
export const completePod = (object: KubeObject): KubeObject => {
  return { ...object, spec: completeSpec((object['spec'] ?? {}) as PodSpec) }
}

const completeSpec = (spec: PodSpec): PodSpec => {
  const account = spec.serviceAccountName || (spec['serviceAccount'] as string | undefined) || 'default'
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    ...spec,
    ...(spec.volumes === undefined ? {} : { volumes: spec.volumes.map(completeVolume) }),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(completeContainer) }),
    containers: (spec.containers ?? []).map(completeContainer),
    // Less than none is taken as little as there can be.
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0 ? { terminationGracePeriodSeconds: 1 } : {}),
    tolerations: completeTolerations(spec.tolerations ?? []),
    serviceAccountName: account,
    serviceAccount: account,
  }
}

/** The server's own two, unless the pod tolerates those taints already. */
const completeTolerations = (tolerations: JsonObject[]): JsonObject[] => {
  const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
  const tolerates = (key: string) =>
    tolerations.some(
      (one) =>
        (one['key'] === key || one['key'] === undefined) && [undefined, 'NoExecute'].includes(one['effect'] as string),
    )
  const missing = keys.filter((key) => !tolerates(key))
  return [
    ...tolerations,
    ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
  ]
}

const completeContainer = (container: Container): Container => ({
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: pullPolicy(container.image ?? ''),
  ...container,
  resources: completeResources(container.resources ?? {}),
  ...(container.env === undefined
    ? {}
    : { env: container.env.map((variable) => withFieldVersion(variable as unknown as JsonObject)) as never }),
  ...Object.fromEntries(
    (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((name) => {
      const probe = container[name]
      return probe === undefined ? [] : [[name, completeProbe(probe)]]
    }),
  ),
})

/** `latest`, or no tag and no digest, is pulled anew each time. */
const pullPolicy = (image: string): string => {
  if (image.includes('@')) return 'IfNotPresent'
  const tag = /:([^/:]+)$/.exec(image)?.[1]
  return tag === undefined || tag === 'latest' ? 'Always' : 'IfNotPresent'
}

/** A limit without a request is a request too. */
const completeResources = (resources: JsonObject): JsonObject => {
  const { limits, requests } = resources
  return isObject(limits)
    ? { ...resources, requests: { ...limits, ...(isObject(requests) ? requests : {}) } }
    : resources
}

const completeProbe = (probe: JsonObject): JsonObject => ({
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
  ...probe,
  ...(isObject(probe['httpGet']) ? { httpGet: { path: '/', scheme: 'HTTP', ...probe['httpGet'] } } : {}),
})

const withFieldVersion = (variable: JsonObject): JsonObject => {
  const source = variable['valueFrom']
  if (!isObject(source) || !isObject(source['fieldRef'])) return variable
  return { ...variable, valueFrom: { ...source, fieldRef: { apiVersion: 'v1', ...source['fieldRef'] } } }
}

const sourcesWithMode = ['configMap', 'secret', 'downwardAPI', 'projected']

const completeVolume = (volume: Volume): Volume => {
  const { name, ...sources } = volume
  if (Object.keys(sources).length === 0) return { name, emptyDir: {} }
  return {
    name,
    ...Object.fromEntries(
      Object.entries(sources).map(([source, value]) => [
        source,
        sourcesWithMode.includes(source) && isObject(value) ? { defaultMode: 420, ...versionedItems(value) } : value,
      ]),
    ),
  }
}

const versionedItems = (source: JsonObject): JsonObject => {
  const items = source['items']
  if (!Array.isArray(items)) return source
  return {
    ...source,
    items: items.map((item: Json) =>
      isObject(item) && isObject(item['fieldRef'])
        ? { ...item, fieldRef: { apiVersion: 'v1', ...item['fieldRef'] } }
        : item,
    ),
  }
}

/** Guaranteed, Burstable or BestEffort, by what the containers ask for. */
export const qosClass = (spec: PodSpec): string => {
  const all = [...spec.containers, ...(spec.initContainers ?? [])].map(({ resources = {} }) => resources)
  const of = (resources: JsonObject, kind: string): JsonObject => (isObject(resources[kind]) ? resources[kind] : {})
  const named = (resources: JsonObject, kind: string) =>
    ['cpu', 'memory'].filter((name) => of(resources, kind)[name] !== undefined)
  if (all.every((one) => named(one, 'limits').length === 0 && named(one, 'requests').length === 0)) return 'BestEffort'
  const guaranteed = all.every(
    (one) =>
      named(one, 'limits').length === 2 &&
      named(one, 'limits').every((name) => sameJson(of(one, 'limits')[name], of(one, 'requests')[name])),
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}
