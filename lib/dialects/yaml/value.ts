import type { Code } from '../codes.ts'
import { isIntegerText, readPlain, readsOtherwise } from './scalar.ts'
import { type Mapping, maxDepth, type Node, type Scalar } from './tree.ts'

export interface Problem {
  code: Code
  severity: 'error' | 'warning'
  at: Node
  message: string
  hint?: string
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Characters and nodes that all aliases and merges of a document may add up to. */
export const aliasBudget = 10_000_000
/** A merged key is copied; an alias is not. */
const costOfMergedKey = 20

interface Anchored {
  value: Json
  /** Characters and nodes in it, and how deeply they are nested. */
  size: number
  height: number
}

interface Reading {
  /** A name whose collection is still being read maps to undefined. */
  anchors: Map<string, Anchored | undefined>
  size: number
  aliased: number
  deepest: number
  report(code: Code, at: Node, message: string, hint?: string): void
  warn(code: Code, at: Node, message: string, hint?: string): void
}

/** The JSON value of a tree as kubectl makes it, with everything that is wrong on the way. Never throws. */
export const valueOf = (root: Node): { value: Json; problems: Problem[] } => {
  const problems: Problem[] = []
  const add =
    (severity: Problem['severity']): Reading['report'] =>
    (code, at, message, hint) => {
      problems.push({ code, severity, at, message, hint })
    }
  const reading = { anchors: new Map(), size: 0, aliased: 0, deepest: 0, report: add('error'), warn: add('warning') }
  return { value: read(reading, root, 1), problems }
}

const read = (reading: Reading, node: Node, depth: number): Json => {
  if (node.kind === 'alias') return readAlias(reading, node, depth)
  if (node.anchor === undefined) return readUnnamed(reading, node, depth)
  reading.anchors.set(node.anchor, undefined)
  const { size, deepest } = reading
  reading.deepest = depth
  const value = readUnnamed(reading, node, depth)
  reading.anchors.set(node.anchor, { value, size: reading.size - size, height: reading.deepest - depth })
  reading.deepest = Math.max(deepest, reading.deepest)
  return value
}

const readUnnamed = (reading: Reading, node: Exclude<Node, { kind: 'alias' }>, depth: number): Json => {
  reading.size += 1
  reading.deepest = Math.max(reading.deepest, depth)
  if (node.kind === 'scalar') return readScalar(reading, node)
  if (node.kind === 'mapping') return readMapping(reading, node, depth)
  return node.items.map((item) => read(reading, item, depth + 1))
}

const readAlias = (reading: Reading, node: Extract<Node, { kind: 'alias' }>, depth: number): Json => {
  const anchored = reading.anchors.get(node.name)
  if (!anchored) {
    const problem = reading.anchors.has(node.name) ? 'contains itself' : 'does not exist'
    reading.report('InvalidYamlValue', node, `the anchor &${node.name} ${problem}`)
    return null
  }
  if (!spend(reading, node, anchored.size)) return null
  reading.deepest = Math.max(reading.deepest, depth + anchored.height)
  if (depth + anchored.height > maxDepth) {
    reading.report('TooDeep', node, `the alias *${node.name} nests more than ${maxDepth} levels`)
    return null
  }
  return anchored.value
}

/** Answers whether the budget allows it; says so once when it does not. */
const spend = (reading: Reading, node: Node, size: number): boolean => {
  const isSpent = reading.aliased > aliasBudget
  reading.size += size
  reading.aliased += size
  if (reading.aliased <= aliasBudget) return true
  if (!isSpent)
    reading.report(
      'TooManyAliases',
      node,
      `the aliases expand to more than ${aliasBudget} characters`,
      'use fewer aliases of large or nested values',
    )
  return false
}

const readScalar = (reading: Reading, node: Scalar): Json => {
  reading.size += node.text.length
  if (!node.text.isWellFormed()) reading.report('InvalidYamlValue', node, 'half of a surrogate pair is not a character')
  if (node.tag !== undefined) return readTagged(reading, node, node.tag)
  if (!node.plain) return node.text
  const value = readPlain(node.text)
  if (typeof value === 'string') return value
  if (typeof value === 'number' && !Number.isFinite(value)) {
    reading.report('InvalidYamlValue', node, `${node.text} has no form in JSON`, 'quote it where a string is meant')
    return node.text
  }
  const other = readsOtherwise(node.text, value)
  if (other !== undefined) warnOfOther(reading, node, value, other)
  return value
}

const warnOfOther = (
  reading: Reading,
  node: Scalar,
  value: Exclude<ReturnType<typeof readPlain>, string>,
  other: string | number,
): void => {
  const elsewhere = typeof other === 'string' ? `the text "${other}"` : `${other}`
  const message = `${node.text} means ${value} to kubectl, but ${elsewhere} to YAML 1.2 tools`
  reading.warn('AmbiguousScalar', node, message, `write ${value}, or quote it where a string is meant`)
}

const yamlTag = /^(?:!!|!<tag:yaml\.org,2002:)(int|float|bool|null|binary)>?$/

/** A tag that kubectl does not know makes the text a string. */
const readTagged = (reading: Reading, node: Scalar, tag: string): Json => {
  const type = yamlTag.exec(tag)?.[1]
  if (type === undefined) return node.text
  const value = type === 'binary' ? decodeBase64(node.text) : readPlain(node.text)
  if (value !== undefined && fitsTag(type, node.text, value)) return value
  reading.report('InvalidYamlValue', node, `"${node.text}" cannot be read as ${tag}`)
  return null
}

const fitsTag = (type: string, text: string, value: Json): boolean => {
  if (type === 'int') return isIntegerText(text)
  if (type === 'float') return Number.isFinite(value)
  if (type === 'bool') return typeof value === 'boolean'
  return type === 'binary' || value === null
}

const decodeBase64 = (text: string): string | undefined => {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)))
  } catch {
    return undefined
  }
}

export const isMergeKey = (node: Node): boolean =>
  node.kind === 'scalar' && node.plain && node.tag === undefined && node.text === '<<'

const readMapping = (reading: Reading, node: Mapping, depth: number): Json => {
  const value: { [key: string]: Json } = {}
  const seen = new Set<string>()
  for (let index = 0; index < node.items.length; index += 2) {
    const keyNode = node.items[index]!
    const key = isMergeKey(keyNode) ? undefined : keyOf(reading, keyNode, depth)
    const itemNode = node.items[index + 1]!
    // What is merged becomes part of this mapping and does not nest.
    const item = read(reading, itemNode, isMergeKey(keyNode) ? depth : depth + 1)
    if (isMergeKey(keyNode) && !isRefused(itemNode, item)) merge(reading, keyNode, value, item)
    if (key === undefined) continue
    if (seen.has(key)) reading.report('DuplicateKey', keyNode, `the key "${key}" is there twice`, 'remove one of them')
    seen.add(key)
    value[key] = item
  }
  return value
}

/** An alias that could not be read has been reported. */
const isRefused = (node: Node, value: Json): boolean => node.kind === 'alias' && value === null

/** Undefined, and reported, when it cannot be a key. */
const keyOf = (reading: Reading, node: Node, depth: number): string | undefined => {
  const key = read(reading, node, depth + 1)
  if (key === null || typeof key === 'object') {
    reading.report('InvalidYamlValue', node, 'a key must be a string, a number or a boolean')
    return undefined
  }
  if (key !== '__proto__') return String(key)
  reading.report('UnknownField', node, 'no field may be called "__proto__"', 'remove it')
  return undefined
}

/** kubectl merges where the `<<` stands: later keys win, the earlier of several merged mappings wins. */
const merge = (reading: Reading, node: Node, target: { [key: string]: Json }, source: Json): void => {
  const sources = Array.isArray(source) ? source.toReversed() : [source]
  for (const from of sources) {
    if (from === null || typeof from !== 'object' || Array.isArray(from)) {
      reading.report('InvalidYamlValue', node, '<< needs a mapping or a list of mappings')
      return
    }
    const keys = Object.keys(from)
    if (!spend(reading, node, keys.length * costOfMergedKey)) return
    for (const key of keys) target[key] = from[key]!
  }
}
