import { cut } from '../text/width.ts'
import { collapse } from './collapse.ts'
import { type DrawOptions, drawGraph } from './draw.ts'
import { briefList, fullList } from './list.ts'
import { layersOf, longestPath, type TaskGraph } from './task-graph.ts'

export interface GraphTextOptions extends DrawOptions {
  /** What a graph that cannot be drawn becomes: a line per task, or a line per layer. */
  list: 'full' | 'brief'
}

/** Layers of a brief list that are shown. */
const maxLayers = 40

/** The graph as lines of text: drawn if it fits, drawn with its fan-outs folded if that fits, else as a list. */
export const graphText = (graph: TaskGraph, options: GraphTextOptions): string[] => {
  const folded = (): string[] | undefined => {
    const smaller = collapse(graph)
    return smaller && drawGraph(plainLabels(smaller, options), options)
  }
  const lines = drawGraph(plainLabels(graph, options), options) ?? folded() ?? listed(graph, options)
  return [...lines, ...summary(graph, options)]
}

const plainLabels = (graph: TaskGraph, { ascii }: GraphTextOptions): TaskGraph =>
  ascii ? { ...graph, labels: graph.labels.map((label) => label.replace('×', 'x').replace('…', '...')) } : graph

const listed = (graph: TaskGraph, { list, columns, ascii }: GraphTextOptions): string[] => {
  if (list === 'full') return fullList(graph)
  const lines = briefList(graph).map((line) => cut(line, columns, ascii ? '...' : '…'))
  const rest = lines.length - maxLayers
  return rest <= 0 ? lines : [...lines.slice(0, maxLayers), `and ${rest} layers more`]
}

/** What a picture of many tasks does not say by itself. */
const summary = (graph: TaskGraph, { columns, ascii }: GraphTextOptions): string[] => {
  const layers = layersOf(graph)
  if (layers.length < 2) return []
  const widest = layers.reduce((most, layer) => Math.max(most, layer.length), 0)
  const path = longestPath(graph).map((task) => graph.labels[task]!)
  const [arrow, mark] = ascii ? [' -> ', '...'] : [' → ', '…']
  const tasks = `${graph.labels.length} tasks   width ${widest}   depth ${layers.length}   longest path: `
  return [cut(`${tasks}${shorten(path, columns - tasks.length, { arrow, mark })}`, columns, mark)]
}

/** The first steps and the last one. */
const shorten = (
  path: readonly string[],
  columns: number,
  { arrow, mark }: { arrow: string; mark: string },
): string => {
  const whole = path.join(arrow)
  if (whole.length <= columns) return whole
  const tail = `${arrow}${mark}${arrow}${path.at(-1)}`
  let head = path[0]!
  for (const step of path.slice(1, -1)) {
    if (head.length + arrow.length + step.length + tail.length > columns) break
    head += arrow + step
  }
  return head + tail
}
