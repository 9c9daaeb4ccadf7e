import type { SourceDocument } from './document.ts'
import { writeYaml } from './write.ts'

/** The objects of a `kind: List` (or any other list of objects) as documents of their own; else the document itself. */
export const expandList = (document: SourceDocument): SourceDocument[] => {
  const items = itemsOf(document.value)
  if (!items) return [document]
  return items.flatMap((value, index) => expandList(itemOf(document, value, index)))
}

const itemsOf = (value: unknown): unknown[] | undefined => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const { kind, items } = value as { kind?: unknown; items?: unknown }
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined
}

const itemOf = (list: SourceDocument, value: unknown, index: number): SourceDocument => ({
  file: list.file,
  value,
  get text() {
    return writeYaml(value)
  },
  locate: (path, what) => list.locate(['items', index, ...path], what),
})
