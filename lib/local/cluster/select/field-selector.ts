import type { KubeObject } from '../../../core/kubernetes.ts'
import { badRequest } from '../api/api-error.ts'
import { isObject, textOf } from '../api/json.ts'

export type FieldSelector = (object: KubeObject) => boolean

const metadata = ['metadata.name', 'metadata.namespace']

/** Fields that the API server can select by, per resource; all others only have name and namespace. */
const fields: Record<string, readonly string[]> = {
  pods: [
    ...metadata,
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    ...metadata,
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (field) => `involvedObject.${field}`,
    ),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  secrets: [...metadata, 'type'],
  namespaces: ['metadata.name', 'status.phase'],
  nodes: ['metadata.name', 'spec.unschedulable'],
}

/** What an absent field equals, where that is not the empty text. */
const absent: Record<string, string> = { 'spec.hostNetwork': 'false', 'spec.unschedulable': 'false' }

const valueAt = (object: KubeObject, path: string): string => {
  let value: unknown = object
  for (const key of path.split('.')) value = isObject(value) ? value[key] : undefined
  if (path === 'source') value = isObject(value) ? value['component'] : undefined
  return value === undefined ? (absent[path] ?? '') : textOf(value)
}

/** A selector as in `?fieldSelector=`: `a=b`, `a==b`, `a!=b`, joined by commas. Throws the API server's 400. */
export const parseFieldSelector = (resource: string, text: string): FieldSelector => {
  const terms = split(text).map((term) => parseTerm(resource, term))
  return (object) => terms.every((term) => term(object))
}

/** By commas that no backslash escapes. */
const split = (text: string): string[] => (text.match(/(?:\\.|[^,\\])+/gs) ?? []).filter((term) => term !== '')

const parseTerm = (resource: string, term: string): FieldSelector => {
  const [, path, operator, escaped] = /^([^=!]*?)(==|!=|=)(.*)$/s.exec(term) ?? []
  if (path === undefined || escaped === undefined)
    throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`)
  checkField(resource, path)
  const wanted = escaped.replaceAll(/\\(.)/gs, '$1')
  return operator === '!=' ? (object) => valueAt(object, path) !== wanted : (object) => valueAt(object, path) === wanted
}

const checkField = (resource: string, path: string) => {
  const known = fields[resource]
  if ((known ?? metadata).includes(path)) return
  throw badRequest(
    known === undefined
      ? `${JSON.stringify(path)} is not a known field selector: only "metadata.name", "metadata.namespace"`
      : `field label not supported: ${path}`,
  )
}
