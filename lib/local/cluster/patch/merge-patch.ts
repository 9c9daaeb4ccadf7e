import type { Json, JsonObject } from '../../../core/kubernetes.ts'
import { isObject } from '../api/json.ts'

/** RFC 7396. Neither argument is changed; parts that the patch does not touch are shared. */
export const mergePatch = (target: Json | undefined, patch: Json): Json => {
  if (!isObject(patch)) return patch
  const merged: JsonObject = isObject(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch))
    if (value === null) delete merged[key]
    else setOwn(merged, key, mergePatch(own(merged, key), value))
  return merged
}

/** What the object itself has: a key such as `__proto__` is a key like any other. */
export const own = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

/** Sets such a key too. */
export const setOwn = (object: JsonObject, key: string, value: Json): void => {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}
