import type { Plan } from '../../core/plan.ts'

/** Tasks and what each needs, by index; acyclic. */
export interface TaskGraph {
  labels: readonly string[]
  needs: readonly (readonly number[])[]
}

export const graphOfPlan = ({ tasks }: Pick<Plan, 'tasks'>): TaskGraph => ({
  labels: tasks.map(({ name }) => name),
  needs: tasks.map(({ needs }) => needs),
})

export const dependantsOf = ({ needs }: TaskGraph): number[][] => {
  const dependants: number[][] = needs.map(() => [])
  needs.forEach((list, task) => {
    for (const need of list) dependants[need]!.push(task)
  })
  return dependants
}

/** How many tasks stand before each one on the longest way to it. */
export const depthsOf = (graph: TaskGraph): number[] => {
  const dependants = dependantsOf(graph)
  const depth = graph.needs.map(() => 0)
  const waiting = graph.needs.map((list) => list.length)
  const order = waiting.flatMap((count, task) => (count === 0 ? [task] : []))
  for (const task of order) {
    for (const next of dependants[task]!) {
      depth[next] = Math.max(depth[next]!, depth[task]! + 1)
      waiting[next]! -= 1
      if (waiting[next] === 0) order.push(next)
    }
  }
  return depth
}

/** Tasks by depth, in their order. */
export const layersOf = (graph: TaskGraph): number[][] => {
  const layers: number[][] = []
  depthsOf(graph).forEach((depth, task) => {
    while (layers.length <= depth) layers.push([])
    layers[depth]!.push(task)
  })
  return layers
}

/** One of the longest chains of tasks. */
export const longestPath = (graph: TaskGraph): number[] => {
  const depths = depthsOf(graph)
  let at = depths.indexOf(depths.reduce((a, b) => Math.max(a, b), 0))
  const path = at < 0 ? [] : [at]
  while (depths[at]! > 0) {
    at = graph.needs[at]!.find((need) => depths[need] === depths[at]! - 1)!
    path.unshift(at)
  }
  return path
}
