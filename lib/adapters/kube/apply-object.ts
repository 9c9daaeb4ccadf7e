import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../../core/kubernetes.ts'
import { createObject, readObject } from './create-object.ts'
import { mergePatch } from './merge-patch.ts'
import type { KubeApi } from './request.ts'

/** kubectl's own note of what was last applied, so that both may be used on the same document. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** Creates the object in that collection; else patches what differs and takes away what the document no longer says. */
export const applyObject = async (
  api: KubeApi,
  collection: string,
  object: KubeObject,
): Promise<'created' | 'configured' | 'unchanged'> => {
  const path = `${collection}/${encodeURIComponent(object.metadata.name)}`
  const wanted = encodeStringData(object)
  const noted = withNote(wanted)
  // Looked at first: where a quota is full, creating what exists is refused for the quota.
  let live = await readObject<KubeObject>(api, path)
  if (!live) {
    const made = await createObject(api, collection, noted)
    if (made.created) return 'created'
    live = made.object
  }
  const before = noteOf(live)
  if (!mergePatch(live, wanted, before)) return 'unchanged'
  const patch = mergePatch(live, noted, withNote(before))
  const { body } = await api.send({ method: 'PATCH', path, patch: 'merge', body: patch })
  // Two spellings of one quantity differ for us, not for the cluster.
  return isDeepStrictEqual(contentOf(body as KubeObject), contentOf(live)) ? 'unchanged' : 'configured'
}

/** What a person's document can say; the rest moves by itself. */
const contentOf = (object: KubeObject) => ({
  ...object,
  status: undefined,
  metadata: { ...object.metadata, resourceVersion: undefined, generation: undefined, managedFields: undefined },
})

type Document = Partial<KubeObject>

const withNote = <T extends Document>(document: T): T => ({
  ...document,
  metadata: {
    ...document.metadata,
    annotations: { ...document.metadata?.annotations, [lastApplied]: `${JSON.stringify(document)}\n` },
  },
})

/** An object that was not applied but made some other way has no note: nothing is taken away from it. */
const noteOf = (live: KubeObject): Document => {
  try {
    return JSON.parse(live.metadata.annotations?.[lastApplied] ?? '{}') as Document
  } catch {
    return {}
  }
}

/** A Secret's stringData is written and never read back: it is compared as the data that it becomes. */
const encodeStringData = (object: KubeObject): KubeObject => {
  const { stringData, ...rest } = object
  if (object.kind !== 'Secret' || typeof stringData !== 'object' || stringData === null) return object
  const encoded = Object.entries(stringData).map(([name, text]) => [name, Buffer.from(String(text)).toString('base64')])
  return { ...rest, data: { ...(object['data'] as object | undefined), ...Object.fromEntries(encoded) } }
}
