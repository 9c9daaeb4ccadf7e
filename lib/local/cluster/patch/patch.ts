import type { Json, KubeObject } from '../../../core/kubernetes.ts'
import { unsupportedMediaType } from '../api/api-error.ts'
import { jsonPatch } from './json-patch.ts'
import { mergePatch } from './merge-patch.ts'
import { strategicMerge } from './strategic-merge.ts'

type Patch = (target: Json, patch: Json) => Json

const patches = new Map<string, Patch>([
  ['application/json-patch+json', jsonPatch],
  ['application/merge-patch+json', mergePatch],
  ['application/strategic-merge-patch+json', strategicMerge],
])

/** Which patch a content type asks for. Throws the API server's 415 for others. */
export const patchFor = (contentType: string): ((target: KubeObject, patch: Json) => Json) => {
  const patch = patches.get(contentType)
  if (patch === undefined) throw unsupportedMediaType('415: Unsupported Media Type')
  return (target, body) => patch(target as unknown as Json, body)
}
