import { posix } from 'node:path'
import type { Json, JsonObject, Volume, VolumeMount } from '../../../core/kubernetes.ts'
import type { WorkspaceMount } from '../../../core/plan.ts'
import { slotsIn } from '../../../core/slot.ts'
import { digest } from '../digest.ts'
import { mountPathOf } from '../mount-path.ts'
import type { WorkspaceBinding, WorkspaceDeclaration } from '../schema/workspace.ts'
import type { Scope } from '../substitute/scope.ts'
import type { Site } from '../substitute/substitute.ts'
import type { Claims } from './claims.ts'

/** What a workspace of a task gets: a binding with nothing left to substitute, and what else names its claim. */
export interface Bound {
  binding: WorkspaceBinding
  /** Together with the binding's name it gives the name of the claim that a template makes. */
  owner: string
  /** Where it is bound. */
  site: Site
}

export interface Mounted {
  volumes: Volume[]
  mounts: VolumeMount[]
  workspaces: WorkspaceMount[]
  /** `$(workspaces.…)` of the task. */
  scope: Scope
}

/** Mounts the bound workspaces of a task: claims of the run, and volumes of the pod. */
export const mountWorkspaces = (
  declarations: readonly WorkspaceDeclaration[],
  bound: ReadonlyMap<string, Bound>,
  claims: Claims,
): Mounted => {
  const volumes: Volume[] = []
  const mounts: VolumeMount[] = []
  const workspaces: WorkspaceMount[] = []
  const texts = new Map<string, string>()
  for (const declaration of declarations) {
    const { name } = declaration
    const behind = bound.get(name)
    texts.set(`workspaces.${name}.path`, behind ? mountPathOf(declaration) : '')
    texts.set(`workspaces.${name}.bound`, behind ? 'true' : 'false')
    if (!behind) continue
    const claim = claimOf(behind, claims)
    const subPath = relative(behind.binding.subPath ?? '')
    const mount = {
      mountPath: mountPathOf(declaration),
      ...(subPath && { subPath }),
      ...((declaration.readOnly || behind.binding.persistentVolumeClaim?.readOnly) && { readOnly: true }),
    }
    const volume = volumeName(name, volumes)
    if (claim !== undefined) workspaces.push({ claim, ...mount })
    else {
      volumes.push({ name: volume, ...sourceOf(behind.binding) })
      mounts.push({ name: volume, ...mount })
    }
    texts.set(`workspaces.${name}.volume`, volume)
    texts.set(`workspaces.${name}.claim`, claim === undefined ? '' : claims.list[claim]!.name)
  }
  checkOneClaim(workspaces, bound)
  return { volumes, mounts, workspaces, scope: workspaceScope(texts, { bound, claims, volumes }) }
}

/** The volume of a claim is the pod builder's to name; who names it in a text gets one of its own with that claim. */
const workspaceScope = (
  texts: ReadonlyMap<string, string>,
  { bound, claims, volumes }: { bound: ReadonlyMap<string, Bound>; claims: Claims; volumes: Volume[] },
): Scope => {
  return (reference) => {
    const value = texts.get(reference)
    if (value === undefined) return undefined
    const name = /^workspaces\.(.+)\.volume$/.exec(reference)?.[1]
    const behind = name === undefined ? undefined : bound.get(name)
    const claim = behind && claimOf(behind, claims)
    if (claim !== undefined && !volumes.some((volume) => volume.name === value))
      volumes.push({ name: value, persistentVolumeClaim: { claimName: claims.list[claim]!.name } })
    return { value }
  }
}

const volumeName = (workspace: string, taken: readonly Volume[]): string => {
  const name = `ws-${digest(workspace, 5)}`
  return taken.some((volume) => volume.name === name) ? volumeName(`${workspace}$`, taken) : name
}

const sourceOf = ({ emptyDir, configMap, secret, projected, csi }: WorkspaceBinding): Record<string, Json> => {
  if (configMap) return { configMap }
  if (secret) return { secret }
  if (projected) return { projected }
  return csi ? { csi } : { emptyDir: emptyDir ?? {} }
}

const claimOf = ({ binding, owner, site }: Bound, claims: Claims): number | undefined => {
  const { persistentVolumeClaim, volumeClaimTemplate, name } = binding
  if (persistentVolumeClaim) {
    const claimName = persistentVolumeClaim.claimName ?? ''
    if (slotsIn(claimName).length === 0)
      return claims.add({ name: claimName, existing: true, spec: {}, keep: 'forever' })
    const message = `the claim of the workspace "${name}" cannot be named by a result yet`
    site.report({ code: 'NotSupportedYet', path: site.path, message, hint: 'name it by a param' })
    return undefined
  }
  if (!volumeClaimTemplate) return undefined
  const { metadata = {}, spec = {} } = volumeClaimTemplate
  const prefix = typeof metadata.name === 'string' && metadata.name !== '' ? metadata.name : 'pvc'
  const labels = textsOf(metadata.labels)
  // Tekton keeps the claim of a template until the run is deleted.
  return claims.add({ name: `${prefix}-${digest(name + owner, 10)}`, spec, ...(labels && { labels }), keep: 'forever' })
}

const textsOf = (labels: JsonObject[string] | undefined): Record<string, string> | undefined => {
  if (labels === null || typeof labels !== 'object' || Array.isArray(labels)) return undefined
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

const checkOneClaim = (workspaces: readonly WorkspaceMount[], bound: ReadonlyMap<string, Bound>): void => {
  if (new Set(workspaces.map(({ claim }) => claim)).size <= 1) return
  const withClaim = [...bound.values()].filter(
    ({ binding }) => binding.persistentVolumeClaim ?? binding.volumeClaimTemplate,
  )
  const { site } = withClaim.at(-1)!
  const message = 'more than one PersistentVolumeClaim is bound to a task'
  const hint = 'bind its workspaces to one claim, each with a subPath of its own'
  site.report({ code: 'TooManyClaims', path: site.path, message, hint })
}

/** The folder of the run's binding, and within it that of the pipeline's task. */
export const joinSubPaths = (...paths: (string | undefined)[]): string | undefined => {
  const parts = paths.filter((path) => path)
  return parts.length > 0 ? posix.join(...(parts as string[])).replace(/(?<=.)\/$/, '') : undefined
}

/** A folder within the volume, also where it is written with a slash in front. */
const relative = (path: string): string => path.replace(/^\/+/, '')
