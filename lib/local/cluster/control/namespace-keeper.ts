import { allResources, type Resource } from '../api/resource.ts'
import type { Context } from '../registry/context.ts'
import { deleteObject } from '../registry/delete-object.ts'
import { isTerminating, makeDefaultAccount } from '../registry/namespaces.ts'
import type { Change, Stored } from '../store/stored.ts'

const contents = allResources().filter(({ namespaced }) => namespaced)

/** Empties a namespace that is being deleted, then lets it go; keeps a `default` service account in all others. */
export const createNamespaceKeeper =
  (context: Context) =>
  ({ type, stored }: Change): void => {
    const { store } = context
    const name = stored.resource === 'namespaces' ? stored.name : stored.namespace
    const namespace = store.get('namespaces', '', name)
    if (namespace === undefined) return
    if (isTerminating(namespace)) {
      if (stored.resource === 'namespaces') empty(context, name)
      if (type === 'DELETED' || stored.resource === 'namespaces') letGo(context, namespace)
    } else if (type === 'DELETED' && stored.resource === 'serviceaccounts') makeDefaultAccount(context, name)
  }

function* inside({ store }: Context, { plural }: Resource, namespace: string): Generator<Stored> {
  for (const entry of store.all(plural).values()) if (entry.namespace === namespace) yield entry
}

const empty = (context: Context, namespace: string) => {
  for (const resource of contents)
    for (const entry of inside(context, resource, namespace))
      if (entry.object.metadata.deletionTimestamp === undefined) deleteObject(context, resource, entry, {})
}

const letGo = (context: Context, namespace: Stored) => {
  const holds = contents.some((resource) => inside(context, resource, namespace.name).next().done !== true)
  if (!holds) context.store.remove(namespace)
}
