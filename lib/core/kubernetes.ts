/**
 * The shapes of the Kubernetes API that Millrace reads and writes, as the API server sends them in JSON.
 * Only what is named here is looked at; everything else travels untouched.
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export interface ObjectMeta {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  ownerReferences?: JsonObject[]
  generateName?: string
}

/** Any object of the API: what a person applies, and what the embedded cluster stores. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [field: string]: unknown
}

export interface VolumeMount {
  name: string
  mountPath: string
  subPath?: string
  readOnly?: boolean
}

/** A core/v1 Volume: its name and exactly one source, kept as written. */
export interface Volume {
  name: string
  [source: string]: Json | undefined
}

export interface EnvVar {
  name: string
  value?: string
  valueFrom?: JsonObject
}

export interface Container {
  name: string
  image?: string
  command?: string[]
  args?: string[]
  workingDir?: string
  env?: EnvVar[]
  envFrom?: JsonObject[]
  volumeMounts?: VolumeMount[]
  resources?: JsonObject
  securityContext?: JsonObject
  imagePullPolicy?: string
  restartPolicy?: 'Always'
  startupProbe?: JsonObject
  readinessProbe?: JsonObject
  livenessProbe?: JsonObject
  lifecycle?: JsonObject
  ports?: JsonObject[]
  terminationMessagePath?: string
  terminationMessagePolicy?: 'File' | 'FallbackToLogsOnError'
}

export interface PodSpec {
  containers: Container[]
  initContainers?: Container[]
  volumes?: Volume[]
  restartPolicy?: 'Never' | 'OnFailure' | 'Always'
  serviceAccountName?: string
  automountServiceAccountToken?: boolean
  activeDeadlineSeconds?: number
  terminationGracePeriodSeconds?: number
  nodeSelector?: Record<string, string>
  tolerations?: JsonObject[]
  affinity?: JsonObject
  imagePullSecrets?: { name: string }[]
  securityContext?: JsonObject
  nodeName?: string
  [field: string]: unknown
}

export interface ContainerStateTerminated {
  exitCode: number
  signal?: number
  reason?: string
  message?: string
  startedAt?: string
  finishedAt?: string
}

export interface ContainerStatus {
  name: string
  ready?: boolean
  started?: boolean
  restartCount?: number
  image?: string
  imageID?: string
  state?: {
    waiting?: { reason?: string; message?: string }
    running?: { startedAt?: string }
    terminated?: ContainerStateTerminated
  }
}

export interface PodCondition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason?: string
  message?: string
  lastTransitionTime?: string
}

export interface PodStatus {
  phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
  reason?: string
  message?: string
  startTime?: string
  conditions?: PodCondition[]
  containerStatuses?: ContainerStatus[]
  initContainerStatuses?: ContainerStatus[]
}

export interface Pod {
  apiVersion: 'v1'
  kind: 'Pod'
  metadata: ObjectMeta
  spec: PodSpec
  status?: PodStatus
}

export interface Claim {
  apiVersion: 'v1'
  kind: 'PersistentVolumeClaim'
  metadata: ObjectMeta
  spec: JsonObject
  status?: { phase?: 'Pending' | 'Bound' | 'Lost' }
}
