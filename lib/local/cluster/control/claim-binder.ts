import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject, KubeObject } from '../../../core/kubernetes.ts'
import { textOf } from '../api/json.ts'
import { defaultStorageClass } from '../kind/kinds.ts'
import type { Context } from '../registry/context.ts'
import type { Change, Stored } from '../store/stored.ts'
import type { RecordEvent } from './events.ts'

const claims = 'persistentvolumeclaims'
const provisioner = 'millrace.dev/folder'

export const volumeOf = (uid: string): string => `pvc-${uid}`

/** Binds a new claim at once to a folder of its own. */
export const createClaimBinder =
  (context: Context, folders: string, record: RecordEvent) =>
  ({ type, stored }: Change): void => {
    if (type === 'DELETED' || stored.resource !== claims) return
    const current = context.store.withUid(claims, stored.uid)
    if (current === undefined || !isNew(current.object)) return
    const obstacle = obstacleOf(current.object)
    if (obstacle !== undefined)
      return record({ about: current.object, ...obstacle, from: 'persistentvolume-controller' })
    mkdirSync(join(folders, volumeOf(current.uid)), { recursive: true, mode: 0o777 })
    bind(context, current, record)
  }

const isNew = ({ metadata, status }: KubeObject): boolean =>
  (status as { phase?: string } | undefined)?.phase === 'Pending' && metadata.deletionTimestamp === undefined

/** Why no folder can stand in for what the claim wants: it asks for data or for a volume that somebody has prepared. */
const obstacleOf = (claim: KubeObject): { type: 'Normal' | 'Warning'; reason: string; message: string } | undefined => {
  const { volumeName, selector, dataSource, dataSourceRef } = claim['spec'] as JsonObject
  if (volumeName !== undefined)
    return { type: 'Warning', reason: 'FailedBinding', message: `volume ${JSON.stringify(volumeName)} not found` }
  const failed = (why: string) => ({
    type: 'Warning' as const,
    reason: 'ProvisioningFailed',
    message: `failed to provision volume with StorageClass ${JSON.stringify(classOf(claim))}: ${why}`,
  })
  if (selector !== undefined) return failed('claim Selector is not supported')
  if ((dataSource ?? dataSourceRef) !== undefined) return failed('a data source is not supported')
  return undefined
}

const classOf = ({ spec }: KubeObject): string => textOf((spec as JsonObject)['storageClassName'])

const bind = ({ store }: Context, current: Stored, record: RecordEvent) => {
  const spec = current.object['spec'] as JsonObject
  const volumeName = volumeOf(current.uid)
  const from = 'persistentvolume-controller'
  const { object: about } = store.replace(current, {
    ...current.object,
    metadata: {
      ...current.object.metadata,
      annotations: { ...current.object.metadata.annotations, ...bindAnnotations },
    },
    spec: { ...spec, volumeName },
    status: {
      phase: 'Bound',
      accessModes: spec['accessModes'],
      capacity: (spec['resources'] as JsonObject)['requests'],
    },
  })
  const wanted = classOf(about)
  if (wanted !== defaultStorageClass && wanted !== 'default')
    record({
      about,
      type: 'Warning',
      reason: 'StorageClassIgnored',
      message: `the embedded cluster has one storage class, "${defaultStorageClass}": the claim asks for ${JSON.stringify(wanted)} and is bound to a folder on this machine`,
      from,
    })
  record({
    about,
    type: 'Normal',
    reason: 'ProvisioningSucceeded',
    message: `Successfully provisioned volume ${volumeName} using ${provisioner}`,
    from,
  })
}

const bindAnnotations = {
  'pv.kubernetes.io/bind-completed': 'yes',
  'pv.kubernetes.io/bound-by-controller': 'yes',
  'volume.kubernetes.io/storage-provisioner': provisioner,
}
