import type { Path } from './document.ts'
import { readPlain } from './scalar.ts'
import type { Mapping, Node } from './tree.ts'
import { isMergeKey } from './value.ts'

interface Pair {
  key: Node
  value: Node
}

type Index = Map<string, Pair>

/**
 * Finds the node that a path means, or with `key` the node of its key; the nearest ancestor of what is absent.
 * Aliases and merges lead to where the value is written.
 */
export const locator = (root: Node): ((path: Path, what?: 'key' | 'value') => Node) => {
  const indexOf = indexer(root)
  return (path, what = 'value') => {
    let at: Pair = { key: root, value: root }
    let visible = root
    for (const step of path) {
      const next = indexOf(at.value)?.get(String(step))
      if (!next) return visible
      at = next
      if (isVisible(at.key)) visible = at.key
    }
    return what === 'value' && isVisible(at.value) ? at.value : visible
  }
}

/** An empty scalar has no place of its own. */
const isVisible = (node: Node): boolean => node.start >= 0

/** What is in a collection, by key or position. */
const indexer = (root: Node): ((node: Node) => Index | undefined) => {
  const anchors = new Map<string, Node>()
  collectAnchors(root, anchors)
  const known = new Map<Node, Index>()
  const resolve = (node: Node): Node => (node.kind === 'alias' ? (anchors.get(node.name) ?? node) : node)

  const indexOf = (reference: Node): Index | undefined => {
    const node = resolve(reference)
    if (node.kind !== 'mapping' && node.kind !== 'sequence') return undefined
    const before = known.get(node)
    if (before) return before
    // Known before it is filled: a mapping that merges itself finds itself empty.
    const index: Index = new Map()
    known.set(node, index)
    if (node.kind === 'mapping') indexMapping(index, node)
    else node.items.forEach((item, at) => index.set(String(at), { key: item, value: item }))
    return index
  }

  const indexMapping = (index: Index, mapping: Mapping): void => {
    for (let at = 0; at < mapping.items.length; at += 2) {
      const key = mapping.items[at]!
      const value = mapping.items[at + 1]!
      if (isMergeKey(key)) mergeInto(index, value)
      else index.set(keyText(resolve(key)), { key, value })
    }
  }

  const mergeInto = (index: Index, reference: Node): void => {
    const source = resolve(reference)
    if (source.kind === 'sequence') for (const item of source.items.toReversed()) mergeInto(index, item)
    if (source.kind !== 'mapping') return
    for (const [key, pair] of indexOf(source) ?? []) index.set(key, pair)
  }
  return indexOf
}

const keyText = (node: Node): string => {
  if (node.kind !== 'scalar') return ''
  return node.plain && node.tag === undefined ? String(readPlain(node.text)) : node.text
}

const collectAnchors = (node: Node, anchors: Map<string, Node>): void => {
  if (node.anchor !== undefined) anchors.set(node.anchor, node)
  if (node.kind === 'sequence' || node.kind === 'mapping') for (const item of node.items) collectAnchors(item, anchors)
}
