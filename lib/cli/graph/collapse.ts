import { dependantsOf, type TaskGraph } from './task-graph.ts'

/** Tasks that need the same and are needed by the same become one box, from so many on. */
const fewest = 3

/** The graph with its fan-outs folded. Undefined when it has none. */
export const collapse = (graph: TaskGraph): TaskGraph | undefined => {
  const dependants = dependantsOf(graph)
  const groups = new Map<string, number[]>()
  graph.needs.forEach((needs, task) => {
    const key = `${[...needs].sort((a, b) => a - b).join(' ')}/${dependants[task]!.join(' ')}`
    groups.set(key, [...(groups.get(key) ?? []), task])
  })
  const boxes = [...groups.values()].flatMap((tasks) => (tasks.length < fewest ? tasks.map((task) => [task]) : [tasks]))
  if (boxes.length === graph.labels.length) return undefined
  boxes.sort((a, b) => a[0]! - b[0]!)
  const boxOf: number[] = []
  boxes.forEach((tasks, box) => {
    for (const task of tasks) boxOf[task] = box
  })
  return {
    labels: boxes.map((tasks) => labelOf(tasks.map((task) => graph.labels[task]!))),
    needs: boxes.map(([first]) => [...new Set(graph.needs[first!]!.map((need) => boxOf[need]!))]),
  }
}

/** `extract-* ×480` */
const labelOf = (labels: readonly string[]): string => {
  const [first = '', ...others] = labels
  if (others.length === 0) return first
  let shared = first
  while (!others.every((label) => label.startsWith(shared))) shared = shared.slice(0, -1)
  const name = shared.length === 0 ? `${first}…` : `${shared}*`
  return `${name} ×${labels.length}`
}
