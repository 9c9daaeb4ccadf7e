import type { Issue } from '../../issue.ts'
import { isLabel, labelRule } from '../../names.ts'
import type { Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import type { VolumeMount } from '../schema/fields.ts'
import type { Volume } from '../schema/volume.ts'
import { checkTwice } from './check-names.ts'

export const checkVolumes = (volumes: readonly (Loose<Volume> | undefined)[] = [], path: Path): Issue[] => [
  ...checkTwice(volumes, path, { code: 'DuplicateVolume', what: 'the volume' }),
  ...volumes.flatMap((volume, index) => {
    const issues: Issue[] = []
    if (!volume) return issues
    const { name, ...sources } = volume
    if (name !== undefined && !name.includes('$(') && !isLabel(name))
      issues.push({
        code: 'InvalidName',
        path: [...path, index, 'name'],
        message: `no volume can be called "${name}"`,
        hint: labelRule,
      })
    const given = Object.entries(sources).filter(([, source]) => source != null)
    if (given.length > 1) {
      const message = `a volume has one source, this has ${given.map(([source]) => source).join(' and ')}`
      issues.push({ code: 'InvalidValue', path: [...path, index], message })
    }
    return issues
  }),
]

/** Tekton keeps `/tekton` to itself, but for the home folder. */
export const checkMounts = (mounts: readonly (Loose<VolumeMount> | undefined)[] = [], path: Path): Issue[] =>
  mounts.flatMap((mount, index) => {
    const issues: Issue[] = []
    const { name, mountPath } = mount ?? {}
    if (mountPath?.startsWith('/tekton/') && !/^\/tekton\/home(\/|$)/.test(mountPath)) {
      const at = [...path, index, 'mountPath']
      const message = `a volume cannot be mounted at "${mountPath}"`
      issues.push({ code: 'InvalidValue', path: at, message, hint: 'below /tekton only /tekton/home is free' })
    }
    if (name?.startsWith('tekton-internal-')) {
      const message = `the volume "${name}" cannot be mounted: names starting with tekton-internal- are taken`
      issues.push({ code: 'InvalidName', path: [...path, index, 'name'], message })
    }
    return issues
  })
