import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import { didYouMean, type Names, namesOf } from '../../suggest.ts'
import { declaredType } from '../param-value.ts'
import type { ParamSpec } from '../schema/param.ts'
import type { PipelineSpec } from '../schema/pipeline.ts'
import { afterParams, afterTask, referencesIn, selectors } from '../substitute/reference.ts'
import { notBuilt, pipelineContexts, unknownContext } from './check-variables.ts'
import { embeddedTexts, fieldTexts } from './edge-texts.ts'
import type { PlacedTask } from './placed-task.ts'
import type { WrittenText } from './walk-texts.ts'

interface Around {
  tasks: ReadonlyMap<string, PlacedTask>
  names: Names
  params: ReadonlyMap<string, ParamSpec>
  isInline: boolean
}

const heads = new Set(['params', 'inputs', 'tasks', 'finally', 'context', 'workspaces', 'results'])

/** The variables in the fields of the tasks of a pipeline, and references to other tasks in embedded Tasks. */
export const checkPipelineVariables = (
  members: readonly PlacedTask[],
  spec: Loose<PipelineSpec>,
  { isInline }: { isInline: boolean },
): Issue[] => {
  const tasks = new Map(members.flatMap((member) => (member.task.name ? [[member.task.name, member]] : [])))
  const params = new Map((spec.params ?? []).flatMap((one) => (one?.name ? [[one.name, one as ParamSpec]] : [])))
  const around = { tasks, names: namesOf(tasks.keys()), params, isInline }
  return members.flatMap((member) => checkMember(member, around))
}

const checkMember = (member: PlacedTask, around: Around): Issue[] => {
  const { task, path } = member
  const { params } = around
  const own = new Set((task.matrix?.params ?? []).flatMap((param) => param?.name ?? []))
  const fields = fieldTexts(task, path).flatMap((written) =>
    referencesIn(written.text).flatMap((reference) => [
      ...strange(reference, written),
      ...unknownContext(reference, pipelineContexts, written),
      ...undeclared(reference, { params, own, written, isInline: around.isInline }),
      ...ofTasks(reference, { member, written, around }),
    ]),
  )
  const embedded = embeddedTexts(task, path).flatMap((written) =>
    referencesIn(written.text).flatMap((reference) =>
      reference.startsWith('tasks.') ? ofTasks(reference, { member, written, around }) : [],
    ),
  )
  return [...fields, ...embedded]
}

const strange = (reference: string, { path }: WrittenText): Issue[] => {
  const head = /^\w+/.exec(reference)?.[0] ?? ''
  if (heads.has(head)) return []
  const hint = didYouMean(head, heads) ?? 'if you meant a shell variable, use ${VAR} instead'
  return [{ code: 'InvalidReference', path, message: `there is no variable $(${reference})`, hint }]
}

const undeclared = (
  reference: string,
  {
    params,
    own,
    written,
    isInline,
  }: {
    params: ReadonlyMap<string, ParamSpec>
    own: ReadonlySet<string>
    written: WrittenText
    isInline: boolean
  },
): Issue[] => {
  const rest = afterParams(reference)
  const choices = rest === undefined ? [] : selectors(rest)
  if (choices.length === 0) return []
  const choice = choices.find(({ name }) => params.has(name))
  const { path } = written
  if (!choice) {
    const { name } = choices.at(-1)!
    if (isInline || own.has(name)) return []
    const hint = didYouMean(name, params.keys()) ?? 'declare it under params of the pipeline'
    return [{ code: 'UndeclaredParameter', path, message: `the param "${name}" is not declared`, hint }]
  }
  const spec = params.get(choice.name)!
  const isWhole = choice.part === undefined || choice.part.type === 'whole'
  const isMixed = written.text !== `$(${reference})` && !written.path.includes('when')
  if (declaredType(spec) === 'string' || !isWhole || !isMixed) return []
  const message = `$(${reference}) is an ${declaredType(spec)}, which cannot be part of a text`
  return [{ code: 'ParameterTypeMismatch', path, message, hint: 'let it stand alone, or refer to a part of it' }]
}

/** References to other tasks: what there is, and what may be known when this one begins. */
const ofTasks = (
  reference: string,
  { member, written, around }: { member: PlacedTask; written: WrittenText; around: Around },
): Issue[] => {
  const { path } = written
  const built = notBuilt(reference, written)
  if (built.length > 0) return built
  const match = afterTask(reference)
  const isStatus = reference === 'tasks.status' || match?.rest === 'status' || match?.rest === 'reason'
  if (isStatus && !member.isFinal) {
    const message = 'only final tasks can refer to how other tasks ended'
    return [{ code: 'InvalidReference', path, message, hint: 'move the task to finally, or use runAfter and when' }]
  }
  if (!match || match.section !== 'tasks') return []
  const other = around.tasks.get(match.task)
  if (!other) {
    const message = `there is no task "${match.task}"`
    return [{ code: 'UnknownTask', path, message, hint: around.names.didYouMean(match.task) }]
  }
  if (!other.isFinal) return []
  const message = `"${match.task}" is a final task, which no other task can refer to`
  return [{ code: 'InvalidReference', path, message, hint: 'refer to a task under tasks' }]
}
