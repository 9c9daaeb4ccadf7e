import { limits } from '../../../core/plan.ts'
import { cyclesOf } from '../../graph.ts'
import type { Issue } from '../../issue.ts'
import { namesOf } from '../../suggest.ts'
import type { Path, SourceDocument } from '../../yaml/document.ts'
import { afterTask, referencesIn } from '../substitute/reference.ts'
import { edgeTexts } from './edge-texts.ts'
import type { PlacedTask } from './placed-task.ts'

interface Edge {
  to: number
  /** Where the task says so. */
  path: Path
}

/** How the tasks of a pipeline depend on each other: by runAfter, and by the results that they take. */
export const checkPipelineGraph = (
  members: readonly PlacedTask[],
  { path, document }: { path: Path; document: SourceDocument },
): Issue[] => {
  const tasks = members.filter(({ isFinal }) => !isFinal)
  const index = new Map(tasks.map(({ task }, at) => [task.name, at]))
  const names = namesOf(tasks.flatMap(({ task }) => task.name ?? []))
  const unknown = tasks.flatMap(({ task, path: at }) =>
    (task.runAfter ?? []).flatMap((name, position): Issue[] => {
      if (name === undefined || names.has(name)) return []
      const message = `there is no task "${name}"`
      return [{ code: 'UnknownTask', path: [...at, 'runAfter', position], message, hint: names.didYouMean(name) }]
    }),
  )
  const edges = tasks.map((one) => edgesOf(one, index))
  const count = edges.reduce((sum, list) => sum + list.length, 0)
  if (count > limits.edges) {
    const message = `the pipeline has ${count} dependencies, more than ${limits.edges}`
    return [...unknown, { code: 'TooManyEdges', path: [...path, 'tasks'], at: 'key', message }]
  }
  const cycles = cyclesOf(edges.map((list) => list.map(({ to }) => to)))
  return [...unknown, ...cycles.map((cycle) => describeCycle(cycle, { tasks, edges, document }))]
}

const edgesOf = ({ task, path }: PlacedTask, index: ReadonlyMap<string | undefined, number>): Edge[] => {
  const after = (task.runAfter ?? []).map((name, position) => ({ name, path: [...path, 'runAfter', position] }))
  const taken = edgeTexts(task, path).flatMap(({ text, path: at }) =>
    referencesIn(text).flatMap((reference) => {
      const match = afterTask(reference)
      const isEdge =
        match?.section === 'tasks' && (match.rest.startsWith('results') || match.rest.startsWith('matrix.'))
      return isEdge ? [{ name: match.task, path: at }] : []
    }),
  )
  const edges = new Map<number, Edge>()
  for (const { name, path: at } of [...after, ...taken]) {
    const to = name === undefined ? undefined : index.get(name)
    if (to !== undefined && !edges.has(to)) edges.set(to, { to, path: at })
  }
  return [...edges.values()]
}

const shownOfCycle = 10

/** `a (3:9) → b (8:9) → a`: each place is where the task says that it needs the next. */
const describeCycle = (
  cycle: readonly number[],
  { tasks, edges, document }: { tasks: readonly PlacedTask[]; edges: readonly Edge[][]; document: SourceDocument },
): Issue => {
  const steps = cycle.map((node, at) => {
    const next = cycle[(at + 1) % cycle.length]!
    const { path } = edges[node]!.find(({ to }) => to === next)!
    return { name: tasks[node]!.task.name, path }
  })
  const shown = steps.length > shownOfCycle ? [...steps.slice(0, shownOfCycle - 1), steps.at(-1)!] : steps
  const texts = shown.map(({ name, path }) => {
    const { line, column } = document.locate(path)
    return `${name} (${line}:${column})`
  })
  if (shown.length < steps.length) texts.splice(-1, 0, `${steps.length - shown.length} more`)
  const message = `tasks wait for each other in a circle: ${texts.join(' → ')} → ${steps[0]!.name}`
  const hint = 'remove one of these runAfter entries or references'
  return { code: 'DependencyCycle', path: steps[0]!.path, message, hint }
}
