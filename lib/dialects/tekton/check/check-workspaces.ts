import { posix } from 'node:path'
import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import { mountPathOf } from '../mount-path.ts'
import type { TaskSpec } from '../schema/task.ts'
import type { PipelineWorkspace } from '../schema/workspace.ts'
import { checkEmptyNames, checkTwice } from './check-names.ts'

const twice = { code: 'DuplicateWorkspace', what: 'the workspace' } as const

/** The workspaces of a Pipeline. */
export const checkPipelineWorkspaces = (
  workspaces: readonly (Loose<PipelineWorkspace> | undefined)[] = [],
  path: Path,
): Issue[] => [...checkEmptyNames(workspaces, path, 'a workspace'), ...checkTwice(workspaces, path, twice)]

/** The workspaces of a Task: each at a path of its own, where no step mounts anything else. */
export const checkTaskWorkspaces = (spec: Loose<TaskSpec>, path: Path): Issue[] => {
  const workspaces = spec.workspaces ?? []
  const at = [...path, 'workspaces']
  const mounts = [...(spec.steps ?? []), spec.stepTemplate].flatMap((step) => step?.volumeMounts ?? [])
  const taken = new Set(mounts.flatMap((mount) => (mount?.mountPath ? [posix.normalize(mount.mountPath)] : [])))
  const issues = workspaces.flatMap((workspace, index): Issue[] => {
    if (!workspace?.name) return []
    const mountPath = mountPathOf({ name: workspace.name, mountPath: workspace.mountPath })
    if (mountPath.includes('$(')) return []
    const where = posix.normalize(mountPath).replace(/(?<=.)\/$/, '')
    const isTaken = taken.has(where)
    taken.add(where)
    if (!isTaken) return []
    const message = `something is mounted at ${where} already`
    return [
      { code: 'DuplicateMountPath', path: [...at, index, 'mountPath'], message, hint: 'give it another mountPath' },
    ]
  })
  return [...checkEmptyNames(workspaces, at, 'a workspace'), ...checkTwice(workspaces, at, twice), ...issues]
}
