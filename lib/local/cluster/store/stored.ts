import type { KubeObject } from '../../../core/kubernetes.ts'

/** One revision of an object. Never changed once made; its parts may be shared with other revisions. */
export interface Stored {
  readonly resource: string
  readonly namespace: string
  readonly name: string
  /** `namespace/name`: lists are sorted by it. */
  readonly key: string
  readonly uid: string
  readonly revision: number
  readonly object: KubeObject
  /** Its JSON, kind and apiVersion first. */
  text: () => string
  /** Forgets the text, which can be made again: few will ask for that of a revision that is past. */
  release: () => void
}

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** As it is from now on; of a deleted object its last state, with the revision of the deletion. */
  readonly stored: Stored
  readonly previous?: Stored
}

export const objectKey = (namespace: string, name: string): string => `${namespace}/${name}`

/** `object` as of `revision`, which becomes its resourceVersion. `text` when it is known already. */
export const stored = (resource: string, object: KubeObject, revision: number, text?: string): Stored => {
  const { kind, apiVersion, metadata, ...rest } = object
  const versioned: KubeObject = {
    kind,
    apiVersion,
    metadata: { ...metadata, resourceVersion: String(revision) },
    ...rest,
  }
  let json = text
  const namespace = metadata.namespace ?? ''
  return {
    resource,
    namespace,
    name: metadata.name,
    key: objectKey(namespace, metadata.name),
    uid: metadata.uid ?? '',
    revision,
    object: versioned,
    text: () => (json ??= JSON.stringify(versioned)),
    release: () => {
      json = undefined
    },
  }
}
