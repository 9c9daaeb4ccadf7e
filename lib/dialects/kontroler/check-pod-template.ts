import { checkQuantities } from '../check-quantities.ts'
import type { Issue } from '../issue.ts'
import { isLabel, isSubdomain, labelRule, subdomainRule } from '../names.ts'
import type { Loose } from '../shape.ts'
import { namesOf } from '../suggest.ts'
import type { Path } from '../yaml/document.ts'
import type { PodTemplate } from './pod-template.ts'
import { workspacePath, workspaceVolume } from './workspace.ts'

/** `hasWorkspace`: undefined when another document decides it. */
export const checkPodTemplate = (template: Loose<PodTemplate>, path: Path, hasWorkspace?: boolean): Issue[] => [
  ...checkVolumes(template, [...path, 'volumes'], hasWorkspace),
  ...checkMounts(template, [...path, 'volumeMounts'], hasWorkspace),
  ...checkNames(template, path),
  ...checkQuantities(template.resources, [...path, 'resources']),
]

const checkVolumes = ({ volumes = [] }: Loose<PodTemplate>, path: Path, hasWorkspace?: boolean): Issue[] => {
  const seen = new Set(hasWorkspace ? [workspaceVolume] : [])
  const issues: Issue[] = []
  for (const [index, volume] of volumes.entries()) {
    if (!volume) continue
    const at = [...path, index]
    if (volume.name !== undefined) {
      const named = { path: [...at, 'name'], message: `the volume "${volume.name}"` }
      if (!isLabel(volume.name))
        issues.push({
          ...named,
          code: 'InvalidName',
          message: `${named.message} cannot be called that`,
          hint: labelRule,
        })
      if (seen.has(volume.name))
        issues.push({ ...named, code: 'DuplicateVolume', message: `${named.message} is there twice` })
      seen.add(volume.name)
    }
    const sources = ['emptyDir', 'persistentVolumeClaim'].filter((source) => Object.hasOwn(volume, source))
    if (sources.length === 1) continue
    const message = `a volume needs exactly one of emptyDir and persistentVolumeClaim, this has ${sources.length === 0 ? 'none' : 'both'}`
    issues.push({ code: 'InvalidValue', path: at, message })
  }
  return issues
}

const checkMounts = (template: Loose<PodTemplate>, path: Path, hasWorkspace?: boolean): Issue[] => {
  const volumes = (template.volumes ?? []).flatMap((volume) => volume?.name ?? [])
  const known = namesOf([...volumes, ...(hasWorkspace === false ? [] : [workspaceVolume])])
  const paths = new Set(hasWorkspace ? [workspacePath] : [])
  const issues: Issue[] = []
  for (const [index, mount] of (template.volumeMounts ?? []).entries()) {
    const { name, mountPath } = mount ?? {}
    if (name !== undefined && !known.has(name)) {
      const hint = known.didYouMean(name) ?? 'list it under podTemplate.volumes'
      issues.push({
        code: 'UnknownVolume',
        path: [...path, index, 'name'],
        message: `there is no volume "${name}"`,
        hint,
      })
    }
    if (mountPath === undefined) continue
    const at = [...path, index, 'mountPath']
    if (!mountPath.startsWith('/') || mountPath.includes(':'))
      issues.push({
        code: 'InvalidValue',
        path: at,
        message: `the mount path "${mountPath}" must start with "/" and have no ":"`,
      })
    if (paths.has(mountPath))
      issues.push({ code: 'DuplicateMountPath', path: at, message: `something is mounted at ${mountPath} already` })
    paths.add(mountPath)
  }
  return issues
}

const checkNames = (template: Loose<PodTemplate>, path: Path): Issue[] => {
  const names: [Path, string | undefined][] = [
    [['serviceAccountName'], template.serviceAccountName],
    ...(template.imagePullSecrets ?? []).map((secret, index): [Path, string | undefined] => [
      ['imagePullSecrets', index, 'name'],
      secret?.name,
    ]),
    ...(template.volumes ?? []).map((volume, index): [Path, string | undefined] => [
      ['volumes', index, 'persistentVolumeClaim', 'claimName'],
      volume?.persistentVolumeClaim?.claimName,
    ]),
  ]
  return names.flatMap(([at, name]): Issue[] => {
    if (name === undefined || isSubdomain(name)) return []
    return [
      {
        code: 'InvalidName',
        path: [...path, ...at],
        message: `no object can be called "${name}"`,
        hint: subdomainRule,
      },
    ]
  })
}
