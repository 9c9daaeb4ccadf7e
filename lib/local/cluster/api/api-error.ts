export interface Cause {
  reason: string
  message: string
  field?: string
}

export interface StatusDetails {
  name?: string
  kind?: string
  uid?: string
  causes?: Cause[]
  retryAfterSeconds?: number
}

/** A refusal as the API server words it: carries the body that the client gets. */
export class ApiError extends Error {
  readonly code: number
  readonly reason: string | undefined
  readonly details: StatusDetails | undefined

  constructor(code: number, reason: string | undefined, message: string, details?: StatusDetails) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.reason = reason
    this.details = details
  }
}

/** The Status object that says why a request failed. */
export const failure = ({ code, reason, message, details }: ApiError) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  ...(reason === undefined ? {} : { reason }),
  ...(details === undefined ? {} : { details }),
  code,
})

export const badRequest = (message: string) => new ApiError(400, 'BadRequest', message)

export const unauthorized = () => new ApiError(401, 'Unauthorized', 'Unauthorized')

export const forbidden = (resource: string, name: string, why: string, causes?: Cause[]) =>
  new ApiError(403, 'Forbidden', `${resource} "${name}" is forbidden: ${why}`, {
    name,
    kind: resource,
    ...(causes === undefined ? {} : { causes }),
  })

export const notFound = (resource: string, name: string) =>
  new ApiError(404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource })

export const noSuchResource = () =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {})

export const methodNotAllowed = () =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

export const alreadyExists = (resource: string, name: string) =>
  new ApiError(409, 'AlreadyExists', `${resource} "${name}" already exists`, { name, kind: resource })

export const conflict = (kind: string, name: string, why: string) =>
  new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${kind} "${name}": ${why}`, { name, kind })

export const modified = (resource: string, name: string) =>
  conflict(
    resource,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  )

export const expired = (message: string) => new ApiError(410, 'Expired', message)

export const tooLarge = (limit: number) => new ApiError(413, 'RequestEntityTooLarge', `limit is ${limit}`, {})

export const unsupportedMediaType = (message: string) => new ApiError(415, 'UnsupportedMediaType', message)

/** A JSON patch that does not apply: the real server says no more than this. */
export const inapplicablePatch = () =>
  new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

export const invalid = (kind: string, name: string, causes: Cause[]) => {
  const messages = causes.map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`))
  const all = messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`
  return new ApiError(422, 'Invalid', `${kind} "${name}" is invalid: ${all}`, {
    ...(name === '' ? {} : { name }),
    kind,
    causes,
  })
}

export const futureVersion = (asked: number, current: number) =>
  new ApiError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })

export const internalError = (message: string) => new ApiError(500, undefined, message)
