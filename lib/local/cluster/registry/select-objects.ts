import { parseFieldSelector } from '../select/field-selector.ts'
import { parseLabelSelector } from '../select/label-selector.ts'
import type { Stored } from '../store/stored.ts'

/** What a list or a watch is about. */
export interface Selection {
  resource: string
  /** Undefined: all of them. */
  namespace: string | undefined
  labelSelector: string
  fieldSelector: string
}

/** Whether an object belongs to the selection. Throws the API server's 400 for a selector that makes no sense. */
export const selectorOf = ({
  resource,
  namespace,
  labelSelector,
  fieldSelector,
}: Selection): ((one: Stored) => boolean) => {
  const labels = labelSelector === '' ? undefined : parseLabelSelector(labelSelector)
  const fields = fieldSelector === '' ? undefined : parseFieldSelector(resource, fieldSelector)
  return (one) =>
    (namespace === undefined || one.namespace === namespace) &&
    (labels === undefined || labels(one.object.metadata.labels ?? {})) &&
    (fields === undefined || fields(one.object))
}
