import type { Json, JsonObject, KubeObject, ObjectMeta } from '../../../core/kubernetes.ts'
import { badRequest } from '../api/api-error.ts'
import { isObject, textOf } from '../api/json.ts'
import { shapes } from './shapes.ts'

/** The object of `kind` that a body holds, as a typed server would keep it. Throws the API server's 400. */
export const decode = (kind: string, body: Json): KubeObject => {
  checkVersion(kind, body)
  const read = shaped(kind, body)
  const { kind: _kind, apiVersion: _version, metadata, ...rest } = read
  return { kind, apiVersion: 'v1', metadata: tidyMetadata(isObject(metadata) ? metadata : {}), ...rest }
}

const refused = (kind: string, version: string, got: string, why: string) =>
  badRequest(`${got} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`)

const checkVersion = (kind: string, body: Json) => {
  if (!isObject(body))
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json: cannot unmarshal ${Array.isArray(body) ? 'array' : typeof body} into Go value of type struct`,
    )
  const { kind: got = kind, apiVersion = 'v1' } = body
  if (apiVersion !== 'v1')
    throw refused(
      kind,
      textOf(apiVersion),
      textOf(got),
      `no kind ${JSON.stringify(got)} is registered for version ${JSON.stringify(apiVersion)}`,
    )
  if (got !== kind)
    throw refused(kind, 'v1', textOf(got), `converting (v1.${textOf(got)}) to (core.${kind}): unknown conversion`)
}

const shaped = (kind: string, body: Json): JsonObject => {
  try {
    return shapes[kind]?.read(body, { owner: kind, path: '' }) as JsonObject
  } catch (error) {
    throw refused(kind, 'v1', kind, (error as Error).message)
  }
}

/** Empty fields of the metadata are absent ones; what the server keeps to itself is dropped. */
const tidyMetadata = ({ managedFields: _managed, selfLink: _link, ...metadata }: JsonObject): ObjectMeta =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => !isEmpty(value))) as unknown as ObjectMeta

const isEmpty = (value: Json | undefined): boolean =>
  value === '' || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0)
