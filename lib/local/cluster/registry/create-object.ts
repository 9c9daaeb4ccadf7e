import { randomInt, randomUUID } from 'node:crypto'
import type { Json, KubeObject, ObjectMeta, Pod } from '../../../core/kubernetes.ts'
import { alreadyExists, badRequest, forbidden, internalError, invalid } from '../api/api-error.ts'
import type { Resource } from '../api/resource.ts'
import { timestamp } from '../api/timestamp.ts'
import { decode } from '../kind/decode.ts'
import { kindOf } from '../kind/kinds.ts'
import { metadataErrors } from '../kind/metadata.ts'
import { type Stored, stored } from '../store/stored.ts'
import type { Context } from './context.ts'
import { enterNamespace, makeDefaultAccount } from './namespaces.ts'

export interface Creation {
  resource: Resource
  /** Of the request; empty for what has none. */
  namespace: string
  body: Json
  dryRun?: boolean
}

/** POST: a new object. Throws what the API server answers. */
export const createObject = (context: Context, { resource, namespace, body, dryRun = false }: Creation): Stored => {
  const given = decode(resource.kind, body)
  const metadata = newMetadata(context, resource, namespace, given.metadata)
  const { plural } = resource
  if (resource.namespaced && !dryRun) enterNamespace(context, namespace, plural, metadata.name ?? '')
  const object = checked(context, plural, { ...given, metadata })
  if (context.store.get(plural, namespace, object.metadata.name) !== undefined)
    throw alreadyExists(plural, object.metadata.name)
  if (dryRun) return stored(plural, object, 0)
  const created = context.store.create(plural, object, plural === 'pods' ? recordOf(context, object) : undefined)
  if (plural === 'namespaces') makeDefaultAccount(context, object.metadata.name)
  return created
}

const newMetadata = (context: Context, resource: Resource, namespace: string, given: ObjectMeta): ObjectMeta => {
  if (given.resourceVersion !== undefined)
    throw internalError('resourceVersion should not be set on objects to be created')
  if (resource.namespaced && (given.namespace ?? namespace) !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  const {
    deletionTimestamp: _at,
    deletionGracePeriodSeconds: _grace,
    generation: _generation,
    name,
    ...rest
  } = given as ObjectMeta & { generation?: number }
  return {
    ...(name === undefined ? generatedName(given.generateName) : { name }),
    ...rest,
    ...(resource.namespaced ? { namespace } : {}),
    uid: randomUUID(),
    creationTimestamp: timestamp(context.clock.now()),
    ...(kindOf(resource.plural).generation === true ? { generation: 1 } : {}),
  } as ObjectMeta
}

const letters = 'bcdfghjklmnpqrstvwxz2456789'

const generatedName = (prefix: string | undefined): { name?: string } =>
  prefix === undefined
    ? {}
    : { name: prefix.slice(0, 58) + Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('') }

/** The object with what the server fills in, once nothing speaks against it. */
const checked = (context: Context, plural: string, given: KubeObject): KubeObject => {
  const kind = kindOf(plural)
  const completed = kind.complete?.(given) ?? given
  if (plural === 'pods') admitPod(context, completed as unknown as Pod)
  const errors = [...metadataErrors(completed.metadata, kind.name), ...(kind.errors?.(completed) ?? [])]
  if (errors.length > 0) throw invalid(given.kind, given.metadata.name ?? '', errors)
  return kind.begin?.(completed) ?? completed
}

const admitPod = ({ store }: Context, { metadata, spec }: Pod) => {
  const { name, namespace = '' } = metadata
  const account = spec.serviceAccountName ?? 'default'
  if (account === 'default' || store.get('serviceaccounts', namespace, account) !== undefined) return
  throw forbidden(
    'pods',
    name,
    `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
  )
}

const recordOf = ({ clock }: Context, { metadata }: KubeObject) => ({
  name: metadata.name,
  namespace: metadata.namespace ?? '',
  uid: metadata.uid ?? '',
  at: clock.now(),
})
