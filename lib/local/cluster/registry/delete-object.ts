import type { KubeObject, ObjectMeta } from '../../../core/kubernetes.ts'
import { conflict, forbidden } from '../api/api-error.ts'
import type { Resource } from '../api/resource.ts'
import { timestamp } from '../api/timestamp.ts'
import { kindOf } from '../kind/kinds.ts'
import type { Stored } from '../store/stored.ts'
import type { Context } from './context.ts'
import { isOver } from './update-object.ts'

export interface DeleteOptions {
  gracePeriodSeconds?: number
  preconditions?: { uid?: string; resourceVersion?: string }
  dryRun?: boolean
}

/** `gone`: the object is no longer there; else it stays until its grace has passed and its finalizers are gone. */
export interface Deletion {
  gone: boolean
  object: KubeObject
}

/** DELETE of one object. Throws what the API server answers. */
export const deleteObject = (
  context: Context,
  resource: Resource,
  current: Stored,
  options: DeleteOptions,
): Deletion => {
  checkPreconditions(resource, current, options)
  if (resource.plural === 'namespaces') return deleteNamespace(context, current, options)
  const plain = kindOf(resource.plural).grace === undefined && (current.object.metadata.finalizers ?? []).length === 0
  const marked = plain ? current.object : markedForDeletion(context, resource, current, options)
  const gone = plain || isOver(marked)
  if (options.dryRun === true) return { gone, object: marked }
  if (gone) {
    context.store.remove(current, marked)
    return { gone: true, object: marked }
  }
  const kept = marked === current.object ? current : context.store.replace(current, marked)
  return { gone: false, object: kept.object }
}

const checkPreconditions = ({ kind }: Resource, current: Stored, { preconditions = {} }: DeleteOptions) => {
  const { uid, resourceVersion } = preconditions
  if (uid !== undefined && uid !== current.uid)
    throw conflict(
      kind,
      current.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${current.uid}). The object might have been deleted and then recreated`,
    )
  if (resourceVersion !== undefined && resourceVersion !== String(current.revision))
    throw conflict(
      kind,
      current.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${current.revision}). The object might have been modified`,
    )
}

/** A second deletion can only shorten the grace that the first one gave. */
const markedForDeletion = (
  { clock }: Context,
  { plural }: Resource,
  { object }: Stored,
  { gracePeriodSeconds: asked }: DeleteOptions,
): KubeObject => {
  const {
    deletionTimestamp,
    deletionGracePeriodSeconds: running = 0,
    generation,
  } = object.metadata as ObjectMeta & {
    generation?: number
  }
  const first = deletionTimestamp === undefined
  if (!first && (running === 0 || asked === undefined || asked >= running)) return object
  const grace = first || asked === undefined ? (kindOf(plural).grace?.(object, asked) ?? 0) : Math.max(asked, 0)
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(first && generation !== undefined ? { generation: generation + 1 } : {}),
      deletionTimestamp: timestamp(clock.now() + grace * 1_000),
      deletionGracePeriodSeconds: grace,
    },
  }
}

/** A namespace goes when it is empty; what is in it is deleted by whoever watches over namespaces. */
const deleteNamespace = ({ store, clock }: Context, current: Stored, { dryRun = false }: DeleteOptions): Deletion => {
  const { object, name } = current
  if (name === 'default') throw forbidden('namespaces', name, 'this namespace may not be deleted')
  if (dryRun || object.metadata.deletionTimestamp !== undefined) return { gone: false, object }
  const marked: KubeObject = {
    ...object,
    metadata: { ...object.metadata, deletionTimestamp: timestamp(clock.now()) },
    status: { phase: 'Terminating' },
  }
  return { gone: false, object: store.replace(current, marked).object }
}
