import { layersOf, type TaskGraph } from './task-graph.ts'

/** So many names of a layer are shown in short. */
const shown = 8

/** A line per layer, for a graph that is too large to be looked at. */
export const briefList = (graph: TaskGraph): string[] => {
  const layers = layersOf(graph)
  const digits = String(layers.length).length
  const tasks = layers.reduce((most, layer) => Math.max(most, String(layer.length).length), 0)
  return layers.map((layer, index) => {
    const names = layer.slice(0, shown).map((task) => graph.labels[task]!)
    const rest = layer.length - names.length
    const line = `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
    return `layer ${String(index + 1).padStart(digits)}  ${String(layer.length).padStart(tasks)}  ${line}`
  })
}

/** Every task with what it needs, by layer: complete, however large the graph. */
export const fullList = (graph: TaskGraph): string[] =>
  layersOf(graph).flatMap((layer, index) => [
    `layer ${index + 1}`,
    ...layer.map((task) => {
      const needs = graph.needs[task]!.map((need) => graph.labels[need]!)
      return `  ${graph.labels[task]}${needs.length === 0 ? '' : `  after ${needs.join(', ')}`}`
    }),
  ])
