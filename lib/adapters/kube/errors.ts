import { type ErrorCode, MillraceError } from '../../core/error.ts'

/** meta/v1 Status: how an API server says no. */
export interface Status {
  kind: 'Status'
  message?: string
  reason?: string
  code?: number
  details?: {
    name?: string
    kind?: string
    causes?: { reason?: string; message?: string; field?: string }[]
    retryAfterSeconds?: number
  }
}

export const isStatus = (body: unknown): body is Status =>
  typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Status'

/** What an answer with this HTTP code and body means to Millrace. The message is the API server's own. */
export const refusal = (code: number, body: unknown, request: string): MillraceError => {
  const status = isStatus(body) ? body : undefined
  const retryAfter = status?.details?.retryAfterSeconds
  return new MillraceError(
    errorCode(code, status),
    status?.message ?? `The cluster answered ${code} without a reason.`,
    {
      details: {
        request,
        status: code,
        reason: status?.reason,
        ...(retryAfter !== undefined && { retryAfterMs: retryAfter * 1000 }),
      },
    },
  )
}

/** No answer, or half of one: connection refused or lost, timeout, not JSON. */
export const unavailable = (message: string, request: string, cause?: unknown): MillraceError =>
  new MillraceError('Unavailable', message, { details: { request }, cause })

/** Another object has the name now: the uid that a change was conditioned on is not its uid. */
export const isOtherUid = (code: number, body: unknown): boolean =>
  code === 409 ||
  (code === 422 && isStatus(body) && (body.details?.causes ?? []).some(({ field }) => field === 'metadata.uid'))

const errorCode = (code: number, status: Status | undefined): ErrorCode => {
  if (code === 401) return 'Unauthorized'
  // Only an API server sends a Status. What a proxy on the way says is no reason to fail a task or to miss a pod.
  if (!status || code === 408 || code === 429 || code >= 500 || code < 400) return 'Unavailable'
  if (code === 403) return forbidden(status)
  if (code === 404) return status.details?.kind === 'namespaces' ? 'NamespaceGone' : 'NotFound'
  if (code === 409) return 'Conflict'
  if (code === 410) return 'Expired'
  return 'Invalid'
}

const forbidden = ({ message = '', details }: Status): ErrorCode => {
  const terminating = details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')
  if (terminating || message.includes('because it is being terminated')) return 'NamespaceGone'
  if (message.includes('exceeded quota') || message.includes('status unknown for quota')) return 'QuotaExceeded'
  // A namespace is younger than its default account; the cluster makes up for it within moments.
  if (message.includes('serviceaccount "default" not found')) return 'Unavailable'
  return 'Forbidden'
}
