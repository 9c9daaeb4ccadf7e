import {
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml'
import { relaxFlow } from './relax-flow.ts'

interface Span {
  /** Offsets into the source; `end` is `start` where the extent is not known. */
  start: number
  end: number
  anchor?: string
}

export interface Scalar extends Span {
  kind: 'scalar'
  text: string
  /** Neither quoted nor a block. */
  plain: boolean
  tag?: string
}

export interface Sequence extends Span {
  kind: 'sequence'
  items: Node[]
}

export interface Mapping extends Span {
  kind: 'mapping'
  /** Key, value, key, value … */
  items: Node[]
}

export interface Alias extends Span {
  kind: 'alias'
  name: string
}

export type Node = Scalar | Sequence | Mapping | Alias

/** Collections may be nested this deep; every walk of a tree may therefore recurse. */
export const maxDepth = 100

/**
 * The documents of a YAML text as trees with offsets. Throws js-yaml's YAMLException at the first thing that is not
 * YAML. Takes about 0.1 s for a megabyte.
 */
export const treesOf = (source: string): Node[] => {
  try {
    return build(source, parseEvents(source, { maxDepth }))
  } catch (error) {
    const isIndentation = error instanceof YAMLException && error.reason === 'deficient indentation'
    const trees = isIndentation ? relaxedTreesOf(source) : undefined
    if (trees) return trees
    throw error
  }
}

/** Undefined if the relaxed text is not YAML either, or does not mean the same for certain. */
const relaxedTreesOf = (source: string): Node[] | undefined => {
  const { text, changed } = relaxFlow(source)
  try {
    const events = parseEvents(text, { maxDepth })
    return touchesScalar(events, changed) ? undefined : build(text, events)
  } catch (error) {
    if (error instanceof YAMLException) return undefined
    throw error
  }
}

const touchesScalar = (events: readonly Event[], changed: readonly number[]): boolean => {
  let next = 0
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR) continue
    while (next < changed.length && changed[next]! < event.valueStart) next += 1
    if (next < changed.length && changed[next]! < event.valueEnd) return true
  }
  return false
}

const build = (source: string, events: readonly Event[]): Node[] => {
  const roots: Node[] = []
  const open: (Sequence | Mapping | undefined)[] = []
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      open.pop()
      continue
    }
    const node = event.type === EVENT_ID.DOCUMENT ? undefined : nodeOf(source, event)
    if (node) (open.at(-1)?.items ?? roots).push(node)
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING)
      open.push(node as Sequence | Mapping | undefined)
  }
  return roots
}

type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.POP | typeof EVENT_ID.DOCUMENT }>

const nodeOf = (source: string, event: NodeEvent): Node => {
  if (event.type === EVENT_ID.ALIAS) {
    const name = source.slice(event.anchorStart, event.anchorEnd)
    return { kind: 'alias', name, start: event.anchorStart - 1, end: event.anchorEnd }
  }
  const anchor = event.anchorStart < 0 ? undefined : source.slice(event.anchorStart, event.anchorEnd)
  if (event.type === EVENT_ID.SCALAR) return scalarOf(source, event, anchor)
  const kind = event.type === EVENT_ID.MAPPING ? 'mapping' : 'sequence'
  return { kind, items: [], start: event.start, end: event.start, anchor }
}

const scalarOf = (source: string, event: ScalarEvent, anchor: string | undefined): Scalar => {
  const { style, valueStart, valueEnd } = event
  const isQuoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED
  const isBlock = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK
  const quote = isQuoted ? 1 : 0
  return {
    kind: 'scalar',
    text: getScalarValue(source, event),
    plain: style === SCALAR_STYLE.PLAIN,
    tag: event.tagStart < 0 ? undefined : source.slice(event.tagStart, event.tagEnd),
    anchor,
    start: valueStart - quote,
    end: isBlock ? valueStart : valueEnd + quote,
  }
}
