import type { Guard, PlanPod, PlanTask } from '../../../core/plan.ts'
import type { Value } from '../../../core/variable.ts'
import { childName } from '../child-name.ts'
import { fansOut } from '../fans-out.ts'
import { paramValueOf } from '../param-value.ts'
import type { When } from '../schema/pipeline.ts'
import type { Scope } from '../substitute/scope.ts'
import {
  inside,
  type Site,
  substituteAsJson,
  substituteText,
  substituteTexts,
  substituteValue,
} from '../substitute/substitute.ts'
import { createVariables, type Variables } from '../substitute/variables.ts'
import { bindParams, type Params } from './bind-params.ts'
import { bindWorkspaces } from './bind-workspaces.ts'
import { compileMatrix } from './compile-matrix.ts'
import { compileTask } from './compile-task.ts'
import { sectionTimeout, taskTimeout } from './limits.ts'
import { mergeTexts, tektonLabels } from './metadata.ts'
import { type Member, type PipelineContext, pipelineScopes } from './pipeline-context.ts'
import type { TaskIdentity } from './task-scope.ts'

/** One task of a pipeline, and its pod. */
export const compilePipelineTask = (member: Member, context: PipelineContext): { task: PlanTask; pod: PlanPod } => {
  const { task, name, index, isFinal, site } = member
  const variables = createVariables()
  const needs = new Set<number>()
  const need = (other: number): void => void needs.add(other)
  for (const before of task.runAfter ?? []) need(context.producers.get(before)!.index)
  const scopes = pipelineScopes(context, member, { variables, need })
  const unordered = pipelineScopes(context, member, { variables })
  const matrix = matrixOf(member, scopes, variables)
  const when = (task.when ?? []).map((guard, at) => guardOf(guard, scopes, inside(site, 'when', at)))
  const params = paramsOf(member, context, { scopes, variables, matrix })
  const pod = podOf(member, context, { scopes, unordered, variables, params, fansOut: matrix !== undefined })
  const section = isFinal ? context.timeouts.finally : context.timeouts.tasks
  const timeout = taskTimeout(childName(context.runName, `-${name}`), task.timeout, sectionTimeout(section))
  return {
    task: {
      name,
      needs: [...needs],
      retry: { limit: task.retries ?? 0 },
      ...(timeout && { timeout }),
      ...(when.length > 0 && { when }),
      ...(matrix && { matrix: matrix.matrix }),
      ...(isFinal && { finally: true }),
      ...onErrorOf(member, unordered),
      ...(variables.list.length > 0 && { variables: variables.list }),
      pod: index,
    },
    pod,
  }
}

type Scopes = readonly Scope[]
type CompiledMatrix = ReturnType<typeof compileMatrix>

const matrixOf = ({ task, spec, site }: Member, scopes: Scopes, variables: Variables): CompiledMatrix | undefined =>
  task.matrix && fansOut(task)
    ? compileMatrix(task.matrix, { scopes, variables, specs: spec.params ?? [], site: inside(site, 'matrix') })
    : undefined

/** An embedded Task sees the pipeline's params too. */
const paramsOf = (
  member: Member,
  context: PipelineContext,
  { scopes, variables, matrix }: { scopes: Scopes; variables: Variables; matrix: CompiledMatrix | undefined },
): Params =>
  bindParams(member.spec.params, {
    given: new Map([...givenBy(member, scopes), ...(matrix?.params ?? [])]),
    outer: member.definition ? undefined : context.params,
    variables,
    site: member.site,
    what: `the task "${member.name}"`,
  })

interface PodContext {
  scopes: readonly [Scope, Scope]
  unordered: readonly [Scope, Scope]
  variables: Variables
  params: Params
  fansOut: boolean
}

const podOf = (member: Member, context: PipelineContext, parts: PodContext): PlanPod => {
  const { definition } = member
  const { variables, params } = parts
  const identity = identityOf(member, context, parts.fansOut ? variables : undefined)
  const { declarations, bound } = bindWorkspaces(member, context, parts.unordered)
  const { podTemplate, serviceAccountName } = context.run.taskRunTemplate ?? {}
  return compileTask(
    {
      spec: { ...member.spec, workspaces: declarations },
      site: member.specSite,
      templateSite: inside(context.runSite, 'taskRunTemplate', 'podTemplate'),
      params,
      variables,
      identity,
      bound,
      outer: definition ? undefined : parts.scopes[1],
      template: podTemplate,
      serviceAccountName,
      labels: { ...texts('labels', member, context), ...labelsOf(member, identity, context) },
      annotations: texts('annotations', member, context),
    },
    context,
  )
}

const givenBy = ({ task, site }: Member, scopes: readonly Scope[]): Map<string, Value> =>
  new Map(
    (task.params ?? []).map(({ name, value }, at) => {
      const where = inside(site, 'params', at, 'value')
      return [name, scopes.reduce((now, scope) => substituteValue(now, scope, where), paramValueOf(value))]
    }),
  )

const guardOf = ({ input = '', operator, values = [] }: When, scopes: readonly Scope[], site: Site): Guard => ({
  input: scopes.reduce((text, scope) => substituteAsJson(text, scope, inside(site, 'input')), input),
  operator: operator === 'notin' ? 'notin' : 'in',
  values: scopes.reduce((texts, scope) => substituteTexts(texts, scope, inside(site, 'values')), values),
})

const onErrorOf = ({ site, task }: Member, scopes: Scopes): { onError?: 'continue' | 'stopAndFail' } => {
  if (!task.onError) return {}
  const { path, report } = inside(site, 'onError')
  const onError = scopes.reduce((text, scope) => substituteText(text, scope, { path, report }), task.onError)
  if (onError !== 'continue' && onError !== 'stopAndFail') {
    const message = `onError must be continue or stopAndFail, not "${onError}"`
    report({ code: 'InvalidValue', path, message, hint: 'the variable must be known before the run begins' })
    return {}
  }
  if (onError === 'continue' && (task.retries ?? 0) > 0) {
    const message = 'a task with onError: continue cannot have retries'
    report({ code: 'InvalidValue', path, message, hint: 'remove one of them' })
  }
  return { onError }
}

/** The TaskRun that Tekton would make; of a task that fans out, one per instance. */
const identityOf = (
  { name, index, definition }: Member,
  { runName, runId, namespace }: PipelineContext,
  variables: Variables | undefined,
): TaskIdentity => {
  const suffix = variables ? `-${variables.slot({ type: 'instance' })}` : ''
  const child = childName(runName, variables ? `-${name}-000` : `-${name}`).replace(/-000$/, '') + suffix
  return { runName: child, uid: `${runId}-${index}${suffix}`, namespace, taskName: definition?.name ?? child }
}

const texts = (field: 'labels' | 'annotations', { spec, definition }: Member, { metadata }: PipelineContext) =>
  mergeTexts(field, definition?.metadata ?? (spec as { metadata?: object }).metadata, metadata.pipeline, metadata.run)

const labelsOf = (member: Member, identity: TaskIdentity, context: PipelineContext): Record<string, string> =>
  tektonLabels({
    pipeline: context.pipelineName,
    pipelineRun: context.runName,
    pipelineRunUID: context.runId,
    pipelineTask: member.name,
    memberOf: member.isFinal ? 'finally' : 'tasks',
    task: member.definition?.name,
    taskRun: identity.runName,
    taskRunUID: identity.uid,
  })
