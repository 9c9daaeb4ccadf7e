import type { PlanPod } from '../../../core/plan.ts'
import type { Resources } from '../schema/fields.ts'
import type { PodTemplate } from '../schema/run.ts'
import type { TaskSpec } from '../schema/task.ts'
import { inStages } from '../substitute/in-stages.ts'
import { paramScope } from '../substitute/params.ts'
import { firstOf, type Scope } from '../substitute/scope.ts'
import { inside, type Site } from '../substitute/substitute.ts'
import type { Variables } from '../substitute/variables.ts'
import type { Params } from './bind-params.ts'
import { compilePod } from './compile-pod.ts'
import { type Bound, mountWorkspaces } from './mount-workspaces.ts'
import type { RunContext } from './run-context.ts'
import { type TaskIdentity, taskScope } from './task-scope.ts'

export interface TaskParts {
  spec: TaskSpec
  /** Where the spec stands, and the pod template. */
  site: Site
  templateSite: Site
  params: Params
  variables: Variables
  identity: TaskIdentity
  /** By the Task's names. */
  bound: ReadonlyMap<string, Bound>
  /** What the pipeline around an embedded Task lets it see. */
  outer?: Scope
  template: PodTemplate | undefined
  serviceAccountName: string | undefined
  resources?: Resources
  labels: Record<string, string>
  annotations: Record<string, string>
}

/** The pod of a task with its params, its workspaces, and what its run says of all pods. */
export const compileTask = (parts: TaskParts, { claims }: Pick<RunContext, 'claims'>): PlanPod => {
  const { site, params, variables } = parts
  const { params: _params, description: _text, displayName: _name, workspaces = [], ...work } = parts.spec
  const own = taskScope(parts.spec, parts.identity, variables)
  const first = paramScope(params, { variables, undeclared: 'error' })
  const known = parts.outer ? firstOf(own, parts.outer) : own
  const declarations = workspaces.map((declaration, index) =>
    inStages({ ...declaration, description: '' }, [first, known], inside(site, 'workspaces', index)),
  )
  const { scope, ...mounted } = mountWorkspaces(declarations, parts.bound, claims)
  const spec = inStages(work, [first, firstOf(scope, known)], site)
  checkOnError(spec, site)
  const anyParam = paramScope(params, { variables, undeclared: 'pass' })
  const template = inStages(parts.template ?? {}, [anyParam, own], parts.templateSite)
  return compilePod({ ...parts, spec, template, mounted, resources: parts.resources })
}

/** A param may say what an error does. */
const checkOnError = ({ steps = [] }: TaskSpec, { path, report }: Site): void => {
  for (const [index, { onError }] of steps.entries()) {
    if (!onError || ['continue', 'stopAndFail'].includes(onError)) continue
    const message = `onError must be continue or stopAndFail, not "${onError}"`
    report({ code: 'InvalidValue', path: [...path, 'steps', index, 'onError'], message })
  }
}
