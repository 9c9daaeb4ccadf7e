import { bytes, flag, integer, listOf, quantities, type Shape, struct, text, texts } from './shape.ts'

const metadata = struct(
  'ObjectMeta',
  {
    name: text,
    generateName: text,
    namespace: text,
    uid: text,
    resourceVersion: text,
    labels: texts,
    annotations: texts,
    finalizers: listOf(text),
    ownerReferences: listOf(struct('OwnerReference', { name: text, uid: text, kind: text, apiVersion: text })),
    deletionGracePeriodSeconds: integer,
  },
  'v1.',
)

const mount = struct('VolumeMount', { name: text, mountPath: text, subPath: text, readOnly: flag })

const container = struct('Container', {
  name: text,
  image: text,
  command: listOf(text),
  args: listOf(text),
  workingDir: text,
  env: listOf(struct('EnvVar', { name: text, value: text })),
  envFrom: listOf(struct('EnvFromSource', { prefix: text })),
  volumeMounts: listOf(mount),
  resources: struct('ResourceRequirements', { requests: quantities, limits: quantities }),
  securityContext: struct('SecurityContext', {}),
  imagePullPolicy: text,
  restartPolicy: text,
  terminationMessagePath: text,
  terminationMessagePolicy: text,
  ports: listOf(struct('ContainerPort', { name: text, protocol: text })),
})

const volume = struct('Volume', {
  name: text,
  persistentVolumeClaim: struct('PersistentVolumeClaimVolumeSource', { claimName: text, readOnly: flag }),
})

const podSpec = struct('PodSpec', {
  containers: listOf(container),
  initContainers: listOf(container),
  volumes: listOf(volume),
  restartPolicy: text,
  serviceAccountName: text,
  serviceAccount: text,
  automountServiceAccountToken: flag,
  activeDeadlineSeconds: integer,
  terminationGracePeriodSeconds: integer,
  nodeSelector: texts,
  nodeName: text,
  tolerations: listOf(struct('Toleration', { key: text, operator: text, value: text, effect: text })),
  affinity: struct('Affinity', {}),
  imagePullSecrets: listOf(struct('LocalObjectReference', { name: text })),
  securityContext: struct('PodSecurityContext', {}),
  schedulingGates: listOf(struct('PodSchedulingGate', { name: text })),
  hostNetwork: flag,
})

const claimSpec = struct('PersistentVolumeClaimSpec', {
  accessModes: listOf({ ...text, go: 'v1.PersistentVolumeAccessMode' }),
  storageClassName: text,
  volumeName: text,
  volumeMode: text,
  selector: struct('LabelSelector', {}),
  resources: struct('VolumeResourceRequirements', { requests: quantities, limits: quantities }),
})

const reference = struct('ObjectReference', { kind: text, namespace: text, name: text, uid: text })

/** What is looked at in an object of each kind. */
export const shapes: Record<string, Shape> = {
  Pod: struct('Pod', { metadata, spec: podSpec, status: struct('PodStatus', {}) }),
  PersistentVolumeClaim: struct('PersistentVolumeClaim', {
    metadata,
    spec: claimSpec,
    status: struct('PersistentVolumeClaimStatus', {}),
  }),
  ConfigMap: struct('ConfigMap', { metadata, data: texts, binaryData: bytes, immutable: flag }),
  Secret: struct('Secret', { metadata, data: bytes, stringData: texts, type: text, immutable: flag }),
  ServiceAccount: struct('ServiceAccount', {
    metadata,
    secrets: listOf(reference),
    imagePullSecrets: listOf(struct('LocalObjectReference', { name: text })),
    automountServiceAccountToken: flag,
  }),
  Event: struct('Event', {
    metadata,
    involvedObject: reference,
    reason: text,
    message: text,
    type: text,
    count: integer,
    reportingComponent: text,
    reportingInstance: text,
    action: text,
    source: struct('EventSource', { component: text, host: text }),
  }),
  Namespace: struct('Namespace', {
    metadata,
    spec: struct('NamespaceSpec', {}),
    status: struct('NamespaceStatus', {}),
  }),
}
