import { didYouMean } from '../../suggest.ts'
import type { WorkspaceDeclaration } from '../schema/workspace.ts'
import type { Site } from '../substitute/substitute.ts'
import type { Bound } from './mount-workspaces.ts'
import type { RunContext } from './run-context.ts'

export interface Bindings {
  declarations: readonly WorkspaceDeclaration[]
  given: ReadonlyMap<string, Bound>
  /** Where a missing one would be bound. */
  site: Site
  /** Of a task in a pipeline: its name. */
  task?: string
}

/** What each workspace gets: what is given, else the default, else nothing if it is optional. */
export const checkBindings = (
  { declarations, given, site, task }: Bindings,
  { defaultWorkspace, runId }: Pick<RunContext, 'defaultWorkspace' | 'runId'>,
): ReadonlyMap<string, Bound> => {
  const bound = new Map(given)
  const names = declarations.map(({ name }) => name)
  for (const { name, optional } of declarations) {
    if (bound.has(name) || optional) continue
    if (defaultWorkspace) {
      const owner = task === undefined ? runId : `${runId}/${task}`
      bound.set(name, { binding: { ...defaultWorkspace, name }, owner, site })
      continue
    }
    const of = task === undefined ? '' : ` of the task "${task}"`
    const message = `the workspace "${name}"${of} is required but has not been bound`
    const hint = 'add it under workspaces, for example with emptyDir: {}'
    site.report({ code: 'UnboundWorkspace', path: [...site.path, 'workspaces'], at: 'key', message, hint })
  }
  for (const [name, { site: where }] of given) {
    if (names.includes(name)) continue
    const message = `the workspace "${name}" is bound, and the Task declares none of that name`
    where.report({ code: 'UnknownWorkspace', path: [...where.path, 'name'], message, hint: didYouMean(name, names) })
  }
  return bound
}
