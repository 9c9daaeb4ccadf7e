import { MillraceError } from '../../core/error.ts'
import type { ObjectMeta } from '../../core/kubernetes.ts'
import type { RunId } from '../../core/message.ts'
import { finalizer, labels, labelValue, nonceAnnotation, podQueryLabels, withoutManager } from '../labels.ts'

/** Kubernetes' limit on all annotations of an object together: keys and values, in bytes of UTF-8. */
export const maxAnnotationBytes = 256 * 1024

/** Name, labels, annotations and finalizer. Ours win over the author's. Throws `Invalid` over the annotations' limit. */
export const buildMetadata = (input: {
  name: string
  namespace: string
  owner: { installation: string; runId: RunId; nonce: string }
  taskName: string
  attempt: number
  labels: Record<string, string>
  annotations: Record<string, string>
}): ObjectMeta => {
  const annotations = { ...withoutManager(input.annotations), [nonceAnnotation]: input.owner.nonce }
  const bytes = byteLength(Object.entries(annotations).flat().join(''))
  if (bytes > maxAnnotationBytes)
    throw new MillraceError(
      'Invalid',
      `task "${input.taskName}": its scripts and annotations take ${bytes} bytes, more than the ${maxAnnotationBytes} ` +
        '(256 KiB) that a pod may have; put large files into an image, a ConfigMap or a workspace',
      { details: { task: input.taskName, bytes, limit: maxAnnotationBytes } },
    )
  return {
    name: input.name,
    namespace: input.namespace,
    labels: {
      ...withoutManager(input.labels),
      ...podQueryLabels(input.owner.installation, input.owner.runId),
      [labels.task]: labelValue(input.taskName),
      [labels.attempt]: String(input.attempt),
    },
    annotations,
    finalizers: [finalizer],
  }
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length
