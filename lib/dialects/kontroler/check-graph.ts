import { limits } from '../../core/plan.ts'
import { cyclesOf, groupsOf } from '../graph.ts'
import type { Issue } from '../issue.ts'
import type { Loose } from '../shape.ts'
import { namesOf } from '../suggest.ts'
import type { SourceDocument } from '../yaml/document.ts'
import type { Task } from './schema.ts'

type Tasks = readonly (Loose<Task> | undefined)[]

/** How the tasks of a DAG depend on each other. What depends on edges that nobody knows is left out. */
export const checkGraph = (tasks: Tasks, document: SourceDocument): Issue[] => {
  const edges = tasks.reduce((sum, task) => sum + (task?.runAfter?.length ?? 0), 0)
  const tooLarge = checkSize(tasks.length, edges)
  if (tooLarge.length > 0) return tooLarge
  const index = new Map<string, number>()
  for (const [at, task] of tasks.entries())
    if (task?.name !== undefined && !index.has(task.name)) index.set(task.name, at)
  const unknown = checkNeeds(tasks, index)
  const graph = tasks.map((task) =>
    (task?.runAfter ?? []).flatMap((name) => (name === undefined ? [] : (index.get(name) ?? []))),
  )
  const cycles = cyclesOf(graph).map((cycle) => describeCycle(cycle, tasks, document))
  const isWhole = unknown.length === 0 && tasks.every(isKnown)
  return [...unknown, ...cycles, ...(isWhole ? checkConnected(graph, tasks) : [])]
}

const isKnown = (task: Tasks[number]): boolean =>
  task?.name !== undefined &&
  (!Object.hasOwn(task, 'runAfter') || (task.runAfter?.every((name) => name !== undefined) ?? false))

const checkSize = (tasks: number, edges: number): Issue[] => {
  const path = ['spec', 'task']
  const issues: Issue[] = []
  if (tasks > limits.tasks)
    issues.push({
      code: 'TooManyTasks',
      path,
      at: 'key',
      message: `the DAG has ${tasks} tasks, more than ${limits.tasks}`,
    })
  if (edges > limits.edges)
    issues.push({
      code: 'TooManyEdges',
      path,
      at: 'key',
      message: `the DAG has ${edges} dependencies, more than ${limits.edges}`,
    })
  return issues
}

const checkNeeds = (tasks: Tasks, index: ReadonlyMap<string, number>): Issue[] => {
  const names = namesOf(index.keys())
  return tasks.flatMap((task, at) =>
    (task?.runAfter ?? []).flatMap((name, position): Issue[] => {
      if (name === undefined || index.has(name)) return []
      const path = ['spec', 'task', at, 'runAfter', position]
      return [{ code: 'UnknownTask', path, message: `there is no task "${name}"`, hint: names.didYouMean(name) }]
    }),
  )
}

const shownOfCycle = 10

/** `a (3:9) → b (8:9) → a`: each place is where the task says that it runs after the next. */
const describeCycle = (cycle: readonly number[], tasks: Tasks, document: SourceDocument): Issue => {
  const steps = cycle.map((node, at) => {
    const next = cycle[(at + 1) % cycle.length]!
    const position = (tasks[node]!.runAfter ?? []).indexOf(tasks[next]!.name)
    return { name: tasks[node]!.name, path: ['spec', 'task', node, 'runAfter', position] }
  })
  const shown = steps.length > shownOfCycle ? [...steps.slice(0, shownOfCycle - 1), steps.at(-1)!] : steps
  const texts = shown.map(({ name, path }) => {
    const { line, column } = document.locate(path)
    return `${name} (${line}:${column})`
  })
  if (shown.length < steps.length) texts.splice(-1, 0, `${steps.length - shown.length} more`)
  const message = `tasks run after each other in a circle: ${texts.join(' → ')} → ${steps[0]!.name}`
  return { code: 'DependencyCycle', path: steps[0]!.path, message, hint: 'remove one of these runAfter entries' }
}

/** Kontroler's rule: all tasks hang together, and one of them waits for nothing. Without a cycle one always does. */
const checkConnected = (graph: readonly number[][], tasks: Tasks): Issue[] => {
  const [first, ...others] = groupsOf(graph)
  if (!first || others.length === 0) return []
  const apart = others[0]!
  const name = (node: number): string => `"${tasks[node]!.name}"`
  const rest = apart.length > 1 ? ` and ${apart.length - 1} more` : ''
  const groups = others.length > 1 ? ` (there are ${others.length + 1} such groups)` : ''
  const message = `not all tasks are connected: ${name(apart[0]!)}${rest} and ${name(first[0]!)} have nothing to do with each other${groups}`
  const hint = 'connect them by runAfter, or make them DAGs of their own'
  return [{ code: 'DisconnectedTasks', path: ['spec', 'task', apart[0]!, 'name'], message, hint }]
}
