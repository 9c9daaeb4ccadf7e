import type { EnvVar } from '../../core/kubernetes.ts'
import type { PlanPod, WorkspaceMount } from '../../core/plan.ts'
import type { Work } from './schema.ts'
import { scriptCommand } from './script-command.ts'
import { workspacePath, workspaceVolume } from './workspace.ts'

/** What the run has decided: the variable of each parameter, and whether there is a workspace. */
export interface RunContext {
  variables: ReadonlyMap<string, EnvVar>
  hasWorkspace: boolean
}

/** The pod of a task: one container, called as the task is. */
export const compilePod = (name: string, work: Work, { variables, hasWorkspace }: RunContext): PlanPod => {
  const { volumes = [], volumeMounts: mounts = [], resources, ...pod } = work.podTemplate ?? {}
  const isShared = (mount: { name: string }): boolean => hasWorkspace && mount.name === workspaceVolume
  const own = mounts.filter((mount) => !isShared(mount))
  const used = [...new Set(work.parameters)].flatMap((parameter) => variables.get(parameter) ?? [])
  return {
    steps: [
      {
        container: {
          name,
          image: work.image,
          ...commandOf(name, work),
          ...(used.length > 0 && { env: used }),
          ...(own.length > 0 && { volumeMounts: own }),
          ...(resources && { resources }),
        },
        ...(work.script && { script: work.script }),
      },
    ],
    volumes: volumes,
    mounts: [],
    workspaces: hasWorkspace
      ? [{ claim: 0, mountPath: workspacePath }, ...mounts.filter(isShared).map(toWorkspace)]
      : [],
    labels: { 'kontroler/type': 'task' },
    annotations: {},
    spec: pod,
  }
}

const commandOf = (name: string, { script, command, args }: Work): { command?: string[]; args?: string[] } => {
  if (script) return { command: scriptCommand(name, script) }
  return { ...(command?.length && { command }), ...(args?.length && { args }) }
}

/** A mount of Kontroler's own volume, at one more path. */
const toWorkspace = ({ mountPath, readOnly }: { mountPath: string; readOnly?: boolean }): WorkspaceMount => ({
  claim: 0,
  mountPath,
  ...(readOnly !== undefined && { readOnly }),
})
