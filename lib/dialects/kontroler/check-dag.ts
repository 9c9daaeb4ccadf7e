import type { Issue } from '../issue.ts'
import { isLabel, labelRule } from '../names.ts'
import { isRefused, type Loose } from '../shape.ts'
import { namesOf } from '../suggest.ts'
import type { Path, SourceDocument } from '../yaml/document.ts'
import { checkGraph } from './check-graph.ts'
import { checkParameters } from './check-parameters.ts'
import { checkParameterUse, checkWork } from './check-work.ts'
import { checkWorkspace } from './check-workspace.ts'
import type { DagSpec, Task } from './schema.ts'

/** Everything wrong with a DAG by itself. */
export const checkDag = (spec: Loose<DagSpec>, document: SourceDocument): Issue[] => {
  const later = checkLater(spec)
  const tasks = spec.task ?? []
  const isDefinedElsewhere = isRefused(spec, 'task') || Boolean(spec.dsl)
  const empty = tasks.length === 0 && !isDefinedElsewhere ? [noTasks] : []
  return [
    ...later,
    ...empty,
    ...checkParameters(spec.parameters ?? []),
    ...checkTasks(spec, tasks),
    ...checkGraph(tasks, document),
    ...checkWorkspace(spec.workspace),
  ]
}

const noTasks: Issue = {
  code: 'NoStartingTask',
  path: ['spec', 'task'],
  message: 'the DAG has no task that could start',
  hint: 'add a task without runAfter',
}

const checkLater = (spec: Loose<DagSpec>): Issue[] => {
  const remedies = { schedule: 'start runs by hand', webhook: 'watch the run instead', dsl: 'write the tasks as YAML' }
  return (['schedule', 'webhook', 'dsl'] as const).flatMap((field): Issue[] => {
    if (!spec[field]) return []
    const message = `${field} is not supported yet`
    const hint = `remove it and ${remedies[field]}`
    return [{ code: 'NotSupportedYet', path: ['spec', field], at: 'key', message, hint }]
  })
}

const checkTasks = (spec: Loose<DagSpec>, tasks: readonly (Loose<Task> | undefined)[]): Issue[] => {
  const isListed = !isRefused(spec, 'parameters')
  const parameters = isListed
    ? namesOf((spec.parameters ?? []).flatMap((parameter) => parameter?.name ?? []))
    : undefined
  const hasWorkspace = spec.workspace?.enable ?? false
  const seen = new Set<string>()
  return tasks.flatMap((task, index) => {
    if (!task) return []
    const path = ['spec', 'task', index]
    const context = { path, what: task.name ? `task "${task.name}"` : 'a task', parameters, hasWorkspace }
    const named = checkName(task.name, path, seen)
    if (task.name !== undefined) seen.add(task.name)
    if (isRefused(task, 'taskRef')) return named
    return [...named, ...(task.taskRef ? checkReference(task, context) : checkWork(task, context))]
  })
}

const checkName = (name: string | undefined, parent: Path, seen: ReadonlySet<string>): Issue[] => {
  if (name === undefined) return []
  const path = [...parent, 'name']
  if (name === '') return [{ code: 'MissingField', path, message: 'a task has an empty name', hint: labelRule }]
  const issues: Issue[] = []
  if (!isLabel(name))
    issues.push({ code: 'InvalidName', path, message: `no container can be called "${name}"`, hint: labelRule })
  if (seen.has(name))
    issues.push({
      code: 'DuplicateTask',
      path,
      message: `the task "${name}" is there twice`,
      hint: 'rename one of them',
    })
  return issues
}

const ownFields = new Set(['name', 'taskRef', 'runAfter', 'parameters'])

const checkReference = (task: Loose<Task>, context: Parameters<typeof checkParameterUse>[1]): Issue[] => {
  const { path, what } = context
  const { name, version } = task.taskRef!
  const issues = checkParameterUse(task.parameters, context)
  if (name === '')
    issues.push({
      code: 'InvalidTaskRef',
      path: [...path, 'taskRef', 'name'],
      message: `the taskRef of ${what} has an empty name`,
    })
  if (version !== undefined && version < 1) {
    const message = `the taskRef of ${what} has the version ${version}`
    issues.push({
      code: 'InvalidTaskRef',
      path: [...path, 'taskRef', 'version'],
      message,
      hint: 'versions count from 1',
    })
  }
  for (const field of Object.keys(task)) {
    if (ownFields.has(field)) continue
    const message = `${what} has a taskRef, so its ${field} is not used`
    issues.push({
      code: 'IgnoredField',
      severity: 'warning',
      path: [...path, field],
      at: 'key',
      message,
      hint: `set ${field} in the DagTask`,
    })
  }
  return issues
}
