import { isObject } from '../../canonical-json.ts'
import type { TaskWorkspace, WorkspaceBinding, WorkspaceDeclaration } from '../schema/workspace.ts'
import { inStages } from '../substitute/in-stages.ts'
import { referencesIn } from '../substitute/reference.ts'
import type { Scope } from '../substitute/scope.ts'
import { inside } from '../substitute/substitute.ts'
import { checkBindings } from './check-bindings.ts'
import { type Bound, joinSubPaths } from './mount-workspaces.ts'
import type { Member, PipelineContext } from './pipeline-context.ts'

/** The workspaces of one task of a pipeline: those that its Task declares, or that reach it from outside, and what each gets. */
export const bindWorkspaces = (
  member: Member,
  context: PipelineContext,
  scopes: readonly Scope[],
): { declarations: WorkspaceDeclaration[]; bound: ReadonlyMap<string, Bound> } => {
  const { task, spec, site, name } = member
  const links = [...(task.workspaces ?? []), ...propagated(member, context)]
  const declarations = [...(spec.workspaces ?? [])]
  const known = new Set(declarations.map((one) => one.name))
  if (member.definition === undefined)
    declarations.push(...links.filter((link) => !known.has(link.name)).map((link) => ({ name: link.name })))
  const bindings = new Map((context.run.workspaces ?? []).map((binding, index) => [binding.name, { binding, index }]))
  const given = new Map<string, Bound>()
  for (const [position, link] of links.entries()) {
    const from = bindings.get(link.workspace || link.name)
    if (!from) continue
    const binding = boundTo(from, { link, position, member, context, scopes })
    given.set(link.name, { binding, owner: context.runId, site: inside(site, 'workspaces', position) })
  }
  const wanted = declarations.filter((one) => !isSaid(one.name, links, context))
  const bound = checkBindings({ declarations: wanted, given, site, task: name }, context)
  return { declarations, bound }
}

/** That a workspace of the pipeline is not bound has been said of the run. */
const isSaid = (
  name: string,
  links: readonly TaskWorkspace[],
  { requiredWorkspaces, boundWorkspaces }: PipelineContext,
) => {
  const link = links.find((one) => one.name === name)
  const target = link && (link.workspace || link.name)
  return target !== undefined && requiredWorkspaces.has(target) && !boundWorkspaces.get(target)
}

const boundTo = (
  { binding, index }: { binding: WorkspaceBinding; index: number },
  at: { link: TaskWorkspace; position: number; member: Member; context: PipelineContext; scopes: readonly Scope[] },
): WorkspaceBinding => {
  const { link, position, member, context, scopes } = at
  const own = inStages(binding, scopes, inside(context.runSite, 'workspaces', index))
  const { subPath } = inStages({ subPath: link.subPath ?? '' }, scopes, inside(member.site, 'workspaces', position))
  return { ...own, subPath: joinSubPaths(own.subPath, subPath) }
}

/** An embedded Task gets the run's workspaces that it declares or names, by equal names. */
const propagated = ({ definition, spec, task }: Member, { run }: PipelineContext): TaskWorkspace[] => {
  if (definition) return []
  const linked = new Set((task.workspaces ?? []).map(({ name }) => name))
  const wanted = new Set([
    ...(spec.workspaces ?? []).map(({ name }) => name),
    ...namedIn(spec),
    ...namedIn(task.params),
  ])
  return (run.workspaces ?? [])
    .filter(({ name }) => wanted.has(name) && !linked.has(name))
    .map(({ name }) => ({ name, workspace: name }))
}

const namedIn = (value: unknown): string[] => {
  if (typeof value === 'string')
    return referencesIn(value).flatMap((reference) => /^workspaces\.([\w-]+)/.exec(reference)?.[1] ?? [])
  if (Array.isArray(value)) return value.flatMap(namedIn)
  return isObject(value) ? Object.values(value).flatMap(namedIn) : []
}
