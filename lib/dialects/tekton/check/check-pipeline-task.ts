import type { Issue } from '../../issue.ts'
import { isLabel, labelRule } from '../../names.ts'
import { isRefused, type Loose } from '../../shape.ts'
import { didYouMean } from '../../suggest.ts'
import type { Path } from '../../yaml/document.ts'
import type { PipelineTask, When } from '../schema/pipeline.ts'
import type { EmbeddedTask } from '../schema/task.ts'
import { checkOnError } from './check-containers.ts'
import { checkDuration } from './check-duration.ts'
import { checkMatrix } from './check-matrix.ts'
import { checkTwice } from './check-names.ts'
import { checkParams } from './check-params.ts'
import { checkAlternatives, checkRef } from './check-ref.ts'
import { checkTask } from './check-task.ts'
import { isAbsent, notYet, refuse, removed } from './refuse.ts'

type Task = Loose<PipelineTask>

/** One task of a pipeline by itself. */
export const checkPipelineTask = (task: Task, path: Path, { isFinal }: { isFinal: boolean }): Issue[] => {
  const what = task.name ? `the task "${task.name}"` : 'a task'
  const pipelines = refuse(task, path, {
    pipelineRef: 'pipelines in pipelines are',
    pipelineSpec: 'pipelines in pipelines are',
  })
  const own = { value: task, fields: ['taskRef', 'taskSpec'], path, what } as const
  return [
    ...checkName(task, path),
    ...pipelines,
    ...refuse(task, path, { ...removed, conditions: 'conditions, which Tekton has removed, are' }),
    ...(pipelines.length > 0 ? [] : checkAlternatives(own)),
    ...(task.taskRef ? checkTaskRef(task.taskRef, [...path, 'taskRef']) : []),
    ...(task.taskSpec ? checkEmbedded(task.taskSpec, [...path, 'taskSpec']) : []),
    ...(task.when ?? []).flatMap((when, index) => (when ? checkWhen(when, [...path, 'when', index]) : [])),
    ...checkParams(task.params, [...path, 'params']),
    ...checkMatrix(task, path),
    ...checkTwice(task.workspaces ?? [], [...path, 'workspaces'], {
      code: 'DuplicateWorkspace',
      what: 'the workspace',
    }),
    ...checkDuration(task.timeout, [...path, 'timeout']),
    ...checkOnError(task.onError, path, what),
    ...checkRetries(task, path, what),
    ...(isFinal ? checkFinal(task, path) : []),
  ]
}

const checkName = (task: Task, path: Path): Issue[] => {
  const at = [...path, 'name']
  if (isRefused(task, 'name')) return []
  if (!task.name) return [{ code: 'MissingField', path: at, message: 'a task has no name', hint: labelRule }]
  if (isLabel(task.name)) return []
  return [{ code: 'InvalidName', path: at, message: `no task can be called "${task.name}"`, hint: labelRule }]
}

const checkTaskRef = (ref: NonNullable<Task['taskRef']>, path: Path): Issue[] => {
  const isCustom = ref.kind && ref.kind !== 'Task'
  return isCustom ? [notYet(`custom tasks (kind ${ref.kind}) are`, [...path, 'kind'])] : checkRef(ref, path, 'Task')
}

const checkEmbedded = (spec: Loose<EmbeddedTask>, path: Path): Issue[] => {
  const fields = { apiVersion: 'custom tasks are', kind: 'custom tasks are', spec: 'custom tasks are' }
  const custom = refuse(spec, path, fields).slice(0, 1)
  return custom.length > 0 ? custom : checkTask(spec, path, { isInline: true })
}

const operators = ['in', 'notin']

export const checkWhen = (when: Loose<When>, path: Path): Issue[] => {
  if (!isAbsent(when.cel)) return [notYet('CEL in when is', [...path, 'cel'], 'key')]
  const { operator, values } = when
  const issues: Issue[] = []
  if (!isRefused(when, 'operator') && !operators.includes(operator ?? '')) {
    const message = operator ? `when has the operator "${operator}"` : 'when has no operator'
    const hint = (operator && didYouMean(operator, operators)) || 'in or notin'
    issues.push({ code: 'InvalidValue', path: [...path, 'operator'], message, hint })
  }
  if (!isRefused(when, 'values') && !values?.length)
    issues.push({
      code: 'MissingField',
      path: [...path, 'values'],
      message: 'when has no values',
      hint: 'expecting non-empty values field',
    })
  return issues
}

const checkRetries = ({ retries, onError }: Task, path: Path, what: string): Issue[] => {
  if (retries === undefined) return []
  const at = [...path, 'retries']
  if (retries < 0) return [{ code: 'InvalidValue', path: at, message: `retries of ${what} must not be negative` }]
  if (retries === 0 || onError !== 'continue') return []
  const message = `${what} has onError: continue, so it cannot have retries`
  return [{ code: 'InvalidValue', path: at, at: 'key', message, hint: 'remove one of them' }]
}

const checkFinal = (task: Task, path: Path): Issue[] => {
  if (!task.runAfter?.length) return []
  const message = 'a final task cannot have runAfter: all final tasks run side by side'
  return [{ code: 'InvalidValue', path: [...path, 'runAfter'], at: 'key', message, hint: 'remove it' }]
}
