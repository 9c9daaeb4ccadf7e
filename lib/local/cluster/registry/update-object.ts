import type { KubeObject, ObjectMeta } from '../../../core/kubernetes.ts'
import { badRequest, conflict, invalid, modified } from '../api/api-error.ts'
import { sameJson } from '../api/json.ts'
import type { Resource } from '../api/resource.ts'
import { kindOf } from '../kind/kinds.ts'
import { metadataErrors, metadataUpdateErrors, withServerMetadata } from '../kind/metadata.ts'
import { type Stored, stored } from '../store/stored.ts'
import type { Context } from './context.ts'

export interface Update {
  resource: Resource
  current: Stored
  /** What it should become, decoded. */
  next: KubeObject
  /** Only the status (and the metadata) changes; else everything but the status. */
  status?: boolean
  dryRun?: boolean
}

/**
 * PUT and PATCH: the next revision, or the same one when nothing changes.
 * An object that is being deleted goes with its last finalizer. Throws what the API server answers.
 */
export const updateObject = (
  context: Context,
  { resource, current, next, status = false, dryRun = false }: Update,
): Stored => {
  checkIdentity(resource, current, next.metadata)
  const completed = completedUpdate(resource, current, next, status)
  const object = { ...completed, metadata: { ...completed.metadata, resourceVersion: String(current.revision) } }
  checkUpdate(resource, current, object)
  if (sameJson(object, current.object)) return current
  const counted = withGeneration(object, current.object)
  if (dryRun) return stored(resource.plural, counted, current.revision)
  if (!isOver(counted)) return context.store.replace(current, counted)
  context.store.remove(current, {
    ...counted,
    metadata: { ...counted.metadata, finalizers: current.object.metadata.finalizers },
  })
  return stored(resource.plural, counted, current.revision)
}

const checkIdentity = ({ plural, namespaced }: Resource, current: Stored, metadata: ObjectMeta) => {
  const { name, namespace } = metadata
  if ((name ?? current.name) !== current.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${current.name})`)
  if (namespaced && (namespace ?? current.namespace) !== current.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  const asked = metadata.resourceVersion
  if (asked !== undefined && asked !== String(current.revision)) throw modified(plural, current.name)
}

/** A PUT of another object of that name, by its uid, is a conflict. */
export const checkUid = ({ plural }: Resource, current: Stored, uid: string | undefined): void => {
  if (uid !== undefined && uid !== current.uid)
    throw conflict(
      plural,
      current.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.uid}`,
    )
}

const completedUpdate = (
  { plural, namespaced }: Resource,
  current: Stored,
  next: KubeObject,
  status: boolean,
): KubeObject => {
  const named = {
    ...next,
    metadata: { ...next.metadata, name: current.name, ...(namespaced ? { namespace: current.namespace } : {}) },
  }
  const own = withServerMetadata(named, current.object)
  if (status) return { ...current.object, metadata: own.metadata, status: next['status'] }
  const { status: _given, ...rest } = kindOf(plural).complete?.(own) ?? own
  const kept = current.object['status']
  return kept === undefined ? rest : { ...rest, status: kept }
}

const checkUpdate = ({ plural, kind: name }: Resource, current: Stored, object: KubeObject) => {
  const kind = kindOf(plural)
  const errors = [
    ...metadataUpdateErrors(object.metadata, current.object.metadata),
    ...metadataErrors(object.metadata, kind.name),
    ...(object['spec'] === current.object['spec'] ? [] : (kind.errors?.(object) ?? [])),
    ...(kind.updateErrors?.(object, current.object) ?? []),
  ]
  if (errors.length > 0) throw invalid(name, current.name, errors)
}

const withGeneration = (object: KubeObject, current: KubeObject): KubeObject => {
  const { generation } = current.metadata as { generation?: number }
  if (generation === undefined || sameJson(object['spec'], current['spec'])) return object
  return { ...object, metadata: { ...object.metadata, generation: generation + 1 } as ObjectMeta }
}

/** Nothing holds an object that is being deleted: no finalizer, and no grace that still runs. */
export const isOver = ({ metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (metadata.finalizers ?? []).length === 0 &&
  (metadata.deletionGracePeriodSeconds ?? 0) === 0
