import type { Find } from '../dialect.ts'
import type { Issue } from '../issue.ts'
import { didYouMean } from '../suggest.ts'
import type { Path } from '../yaml/document.ts'
import { edgeTexts } from './check/edge-texts.ts'
import { textsIn, type WrittenText } from './check/walk-texts.ts'
import { planResult } from './compile/plan-result.ts'
import { fansOut } from './fans-out.ts'
import { defaultOf } from './param-value.ts'
import { asV1 } from './read/as-v1.ts'
import type { PipelineSpec, PipelineTask } from './schema/pipeline.ts'
import { Task, type TaskSpec } from './schema/task.ts'
import { referencesIn } from './substitute/reference.ts'
import { type Producer, resultScope } from './substitute/results.ts'
import { createVariables } from './substitute/variables.ts'

interface Linked {
  task: PipelineTask
  path: Path
  isFinal: boolean
  /** Of the Task that it runs; undefined when that is not there, or wrong itself. */
  spec: TaskSpec | undefined
}

/** Everything wrong between the tasks of a pipeline and the stored Tasks that they run. */
export const linkTasks = (spec: PipelineSpec, path: Path, find: Find): Issue[] => {
  const stored = taskFinder(find)
  const of = (section: 'tasks' | 'finally') =>
    (spec[section] ?? []).map((task, index): Linked => {
      const own = { task, path: [...path, section, index], isFinal: section === 'finally' }
      return { ...own, spec: task.taskSpec ?? stored(task.taskRef?.name) }
    })
  const tasks = [...of('tasks'), ...of('finally')]
  return [
    ...tasks.flatMap((linked) => (linked.task.taskRef ? linkTask(linked, find) : [])),
    ...linkResults(
      tasks,
      textsIn(
        spec.results?.map(({ value }) => ({ value })),
        [...path, 'results'],
      ),
    ),
  ]
}

const taskFinder = (find: Find): ((name: string | undefined) => TaskSpec | undefined) => {
  const known = new Map<string, TaskSpec | undefined>()
  return (name) => {
    if (name === undefined) return undefined
    if (!known.has(name)) {
      const found = find({ kind: 'Task', name })
      known.set(name, found && Task.safeParse(asV1(found.document).value).data?.spec)
    }
    return known.get(name)
  }
}

const linkTask = ({ task, path, spec }: Linked, find: Find): Issue[] => {
  const name = task.taskRef!.name!
  if (!find({ kind: 'Task', name })) {
    const message = `there is no Task "${name}"`
    const hint = 'apply it first, or put it into the same file'
    return [{ code: 'UnknownTaskDefinition', path: [...path, 'taskRef', 'name'], message, hint }]
  }
  return spec ? [...missingParams(task, spec, path), ...strangeWorkspaces(task, spec, path)] : []
}

const missingParams = (task: PipelineTask, spec: TaskSpec, path: Path): Issue[] => {
  const { matrix, params = [] } = task
  const included = (matrix?.include ?? []).flatMap((one) => one.params ?? [])
  const given = new Set([...params, ...(matrix?.params ?? []), ...included].map(({ name }) => name))
  return (spec.params ?? []).flatMap((param): Issue[] => {
    if (given.has(param.name) || defaultOf(param) !== undefined) return []
    const message = `the task "${task.name}" needs the param "${param.name}", which has no default`
    const meant = didYouMean(
      param.name,
      [...given].filter((name) => !spec.params!.some((one) => one.name === name)),
    )
    return [
      { code: 'MissingParameter', path: [...path, 'name'], message, hint: meant ?? 'add it under params of the task' },
    ]
  })
}

const strangeWorkspaces = (task: PipelineTask, spec: TaskSpec, path: Path): Issue[] => {
  const names = (spec.workspaces ?? []).map(({ name }) => name)
  return (task.workspaces ?? []).flatMap(({ name }, index): Issue[] => {
    if (names.includes(name)) return []
    const message = `the Task "${task.taskRef!.name}" declares no workspace "${name}"`
    const at = [...path, 'workspaces', index, 'name']
    return [{ code: 'UnknownWorkspace', path: at, message, hint: didYouMean(name, names) ?? 'remove it' }]
  })
}

/** What tasks, and the results of the pipeline, take from the results of other tasks. */
const linkResults = (tasks: readonly Linked[], ofPipeline: readonly WrittenText[]): Issue[] => {
  const producers = new Map(tasks.map((linked, index) => [linked.task.name!, producerOf(linked, index)]))
  const inspect = (texts: readonly WrittenText[], reader: 'task' | 'final' | 'run'): Issue[] => {
    const scope = resultScope({ producers, variables: createVariables(), reader })
    return texts.flatMap(({ text, path }) =>
      referencesIn(text).flatMap((reference) => {
        const problem = scope(reference)?.problem
        return problem ? [{ ...problem, path }] : []
      }),
    )
  }
  return [
    ...tasks.flatMap(({ task, path, isFinal }) => inspect(edgeTexts(task, path), isFinal ? 'final' : 'task')),
    ...inspect(ofPipeline, 'run'),
  ]
}

const producerOf = ({ task, isFinal, spec }: Linked, index: number): Producer => ({
  index,
  isFinal,
  fansOut: fansOut(task),
  results: spec && new Map((spec.results ?? []).map((result) => [result.name, planResult(result)])),
})
