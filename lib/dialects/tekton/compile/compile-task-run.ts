import type { Plan, PlanPod } from '../../../core/plan.ts'
import type { Metadata } from '../../metadata.ts'
import type { SourceDocument } from '../../yaml/document.ts'
import { TaskRun, type TaskRunSpec } from '../schema/run.ts'
import type { TaskSpec } from '../schema/task.ts'
import type { WorkspaceBinding, WorkspaceDeclaration } from '../schema/workspace.ts'
import { inStages } from '../substitute/in-stages.ts'
import { paramScope } from '../substitute/params.ts'
import { inside, type Site } from '../substitute/substitute.ts'
import { createVariables, type Variables } from '../substitute/variables.ts'
import { bindParams, givenParams } from './bind-params.ts'
import { checkBindings } from './check-bindings.ts'
import { compileTask } from './compile-task.ts'
import { type Definition, findTask } from './find-definition.ts'
import { taskTimeout } from './limits.ts'
import { mergeTexts, tektonLabels } from './metadata.ts'
import type { Bound } from './mount-workspaces.ts'
import type { RunContext } from './run-context.ts'
import { taskScope } from './task-scope.ts'

/** A TaskRun is a plan of one task. */
export const compileTaskRun = (document: SourceDocument, context: RunContext): Plan => {
  const { metadata, spec: run } = TaskRun.parse(document.value)
  const runSite = context.problems.at(document, ['spec'])
  const task = taskOf(run, runSite, context)
  const taskName = task.name ?? context.runName
  const variables = createVariables()
  const pod = podOf(task, { run, runSite, variables, taskName, metadata }, context)
  const timeout = taskTimeout(context.runName, run.timeout)
  return {
    version: 1,
    source: {
      dialect: 'tekton',
      kind: task.name === undefined ? 'TaskRun' : 'Task',
      name: taskName,
      ...(task.version !== undefined && { version: task.version }),
    },
    subject: `TaskRun "${context.runName}"`,
    isTask: true,
    tasks: [
      {
        name: taskName,
        needs: [],
        retry: { limit: run.retries ?? 0 },
        ...(timeout && { timeout }),
        ...(variables.list.length > 0 && { variables: variables.list }),
        pod: 0,
      },
    ],
    pods: [pod],
    claims: context.claims.list,
    failurePolicy: 'stop',
  }
}

/** The Task of a run: stored, or written into it and without a name. */
type RunTask = Pick<Definition<TaskSpec>, 'spec' | 'site'> & Partial<Definition<TaskSpec>>

const taskOf = (run: TaskRunSpec, runSite: Site, context: RunContext): RunTask =>
  run.taskSpec ? { spec: run.taskSpec, site: inside(runSite, 'taskSpec') } : findTask(run.taskRef!.name!, context)

interface Written {
  run: TaskRunSpec
  runSite: Site
  metadata: Metadata
  variables: Variables
  taskName: string
}

const podOf = (task: RunTask, written: Written, context: RunContext): PlanPod => {
  const { run, runSite, variables, taskName, metadata } = written
  const { runName, runId, namespace } = context
  const identity = { runName, uid: runId, namespace, taskName }
  const params = bindParams(task.spec.params, {
    given: givenParams(run.params),
    variables,
    site: runSite,
    what: task.name === undefined ? 'the taskSpec' : `Task "${task.name}"`,
  })
  const scopes = [paramScope(params, { variables, undeclared: 'pass' }), taskScope(task.spec, identity, variables)]
  const bindings = (run.workspaces ?? []).map((binding, index) =>
    inStages(binding, scopes, inside(runSite, 'workspaces', index)),
  )
  const workspaces = declared(task, bindings)
  const given = givenBindings(bindings, runSite, runId)
  return compileTask(
    {
      spec: { ...task.spec, workspaces },
      site: task.site,
      templateSite: inside(runSite, 'podTemplate'),
      params,
      variables,
      identity,
      bound: checkBindings({ declarations: workspaces, given, site: runSite }, context),
      template: run.podTemplate,
      serviceAccountName: run.serviceAccountName,
      resources: run.computeResources,
      labels: {
        ...mergeTexts('labels', task.metadata, metadata),
        ...tektonLabels({ task: task.name, taskRun: runName, taskRunUID: runId }),
      },
      annotations: mergeTexts('annotations', task.metadata, metadata),
    },
    context,
  )
}

/** What is bound to a Task written into its run need not be declared. */
const declared = ({ spec, name: taskName }: RunTask, bindings: readonly WorkspaceBinding[]): WorkspaceDeclaration[] => {
  const declarations = spec.workspaces ?? []
  if (taskName !== undefined) return [...declarations]
  const names = new Set(declarations.map(({ name }) => name))
  return [...declarations, ...bindings.filter(({ name }) => !names.has(name)).map(({ name }) => ({ name }))]
}

const givenBindings = (
  bindings: readonly WorkspaceBinding[],
  runSite: Site,
  owner: string,
): ReadonlyMap<string, Bound> =>
  new Map(
    bindings.map((binding, index) => [binding.name, { binding, owner, site: inside(runSite, 'workspaces', index) }]),
  )
