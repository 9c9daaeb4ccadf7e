import { randomUUID } from 'node:crypto'
import type { KubeObject } from '../../../core/kubernetes.ts'
import { forbidden } from '../api/api-error.ts'
import { timestamp } from '../api/timestamp.ts'
import { kindOf } from '../kind/kinds.ts'
import type { Stored } from '../store/stored.ts'
import type { Context } from './context.ts'

export const isTerminating = (namespace: Stored | undefined): boolean =>
  namespace?.object.metadata.deletionTimestamp !== undefined

/** Every namespace exists as soon as something is put into it. Throws the API server's 403 while it is going away. */
export const enterNamespace = (context: Context, namespace: string, resource: string, name: string): void => {
  const known = context.store.get('namespaces', '', namespace)
  if (isTerminating(known))
    throw forbidden(
      resource,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    )
  if (known === undefined) makeNamespace(context, namespace)
}

export const makeNamespace = ({ store, clock }: Context, name: string): void => {
  const { complete, begin } = kindOf('namespaces')
  const plain: KubeObject = {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { name, uid: randomUUID(), creationTimestamp: timestamp(clock.now()) },
  }
  const completed = complete?.(plain) ?? plain
  store.create('namespaces', begin?.(completed) ?? completed)
  makeDefaultAccount({ store, clock }, name)
}

/** Pods that name no service account run as this one. */
export const makeDefaultAccount = ({ store, clock }: Context, namespace: string): void => {
  if (store.get('serviceaccounts', namespace, 'default') !== undefined) return
  store.create('serviceaccounts', {
    kind: 'ServiceAccount',
    apiVersion: 'v1',
    metadata: { name: 'default', namespace, uid: randomUUID(), creationTimestamp: timestamp(clock.now()) },
  })
}
