import type { Json } from '../../../core/kubernetes.ts'
import { badRequest, inapplicablePatch } from '../api/api-error.ts'
import { isObject, sameJson, textOf } from '../api/json.ts'
import { setOwn } from './merge-patch.ts'

/** RFC 6902. Throws the API server's 400 for what is no list of operations, its 422 for one that does not apply. */
export const jsonPatch = (target: Json, patch: Json): Json => {
  if (!Array.isArray(patch)) {
    const got = isObject(patch) ? 'object' : typeof patch
    throw badRequest(`error decoding patch: json: cannot unmarshal ${got} into Go value of type []handlers.jsonPatchOp`)
  }
  return patch.reduce<Json>(applyOperation, structuredClone(target))
}

const applyOperation = (document: Json, operation: Json): Json => {
  if (!isObject(operation)) throw inapplicablePatch()
  const { op, path, from, value } = operation
  const to = pointer(path)
  switch (textOf(op)) {
    case 'test':
      if (!sameJson(read(document, to), value ?? null)) throw inapplicablePatch()
      return document
    case 'add':
      return add(document, to, given(value))
    case 'remove':
      return remove(document, to)
    case 'replace':
      read(document, to)
      return to.length === 0 ? given(value) : add(remove(document, to), to, given(value))
    case 'copy':
      return add(document, to, structuredClone(read(document, pointer(from))))
    case 'move': {
      const moved = read(document, pointer(from))
      return add(remove(document, pointer(from)), to, moved)
    }
    default:
      throw inapplicablePatch()
  }
}

const given = (value: Json | undefined): Json => {
  if (value === undefined) throw inapplicablePatch()
  return value
}

/** RFC 6901: `/a~1b/0` → ['a/b', '0']. */
const pointer = (path: Json | undefined): string[] => {
  if (path === '') return []
  if (typeof path !== 'string' || !path.startsWith('/')) throw inapplicablePatch()
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

const read = (document: Json, path: readonly string[]): Json => path.reduce<Json>(child, document)

const child = (parent: Json, key: string): Json => {
  if (Array.isArray(parent)) return parent[position(key, parent.length - 1)] as Json
  const value = isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined
  if (value === undefined) throw inapplicablePatch()
  return value
}

const position = (key: string, last: number): number => {
  const at = /^(0|[1-9]\d*)$/.test(key) ? Number(key) : -1
  if (at < 0 || at > last) throw inapplicablePatch()
  return at
}

const add = (document: Json, path: readonly string[], value: Json): Json => {
  const key = path.at(-1)
  if (key === undefined) return value
  const parent = read(document, path.slice(0, -1))
  if (Array.isArray(parent)) parent.splice(key === '-' ? parent.length : position(key, parent.length), 0, value)
  else if (isObject(parent)) setOwn(parent, key, value)
  else throw inapplicablePatch()
  return document
}

const remove = (document: Json, path: readonly string[]): Json => {
  const key = path.at(-1)
  if (key === undefined) return null
  const parent = read(document, path.slice(0, -1))
  child(parent, key)
  if (Array.isArray(parent)) parent.splice(position(key, parent.length - 1), 1)
  else delete (parent as Record<string, Json>)[key]
  return document
}
