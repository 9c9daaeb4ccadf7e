import { checkQuantities } from '../check-quantities.ts'
import type { Issue } from '../issue.ts'
import { isRefused, type Loose } from '../shape.ts'
import type { DagSpec, Pvc } from './schema.ts'

const path = ['spec', 'workspace', 'pvc']

/** What the cluster would refuse of the claim that each run makes. */
export const checkWorkspace = (workspace: Loose<DagSpec>['workspace']): Issue[] => {
  const pvc = workspace?.pvc
  if (!pvc) return []
  const quantities = checkQuantities(pvc.resources, [...path, 'resources'])
  return workspace.enable ? [...quantities, ...checkModes(pvc), ...checkSize(pvc)] : quantities
}

const checkModes = (pvc: Loose<Pvc>): Issue[] => {
  const issues: Issue[] = []
  if (!pvc.accessModes?.length && !isRefused(pvc, 'accessModes')) {
    const hint = 'add accessModes: [ReadWriteOnce]'
    issues.push({ code: 'MissingField', path: [...path, 'accessModes'], message: 'a claim needs an access mode', hint })
  }
  if (pvc.volumeMode === 'Block') {
    const message = 'a workspace is a folder: its volumeMode cannot be Block'
    issues.push({ code: 'InvalidValue', path: [...path, 'volumeMode'], message, hint: 'use Filesystem' })
  }
  return issues
}

const checkSize = (pvc: Loose<Pvc>): Issue[] => {
  const { resources } = pvc
  const { requests } = resources ?? {}
  if (isRefused(pvc, 'resources') || (resources && isRefused(resources, 'requests'))) return []
  if (requests && Object.hasOwn(requests, 'storage')) return []
  const hint = 'add resources.requests.storage, such as "1Gi"'
  const at = [...path, 'resources', 'requests', 'storage']
  return [{ code: 'MissingField', path: at, message: 'a claim needs a size', hint }]
}
