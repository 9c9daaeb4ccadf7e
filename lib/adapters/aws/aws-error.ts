import { type ErrorCode, MillraceError } from '../../core/error.ts'

/** Refusals that pass by themselves, although the service calls them the sender's fault. */
const passing =
  /throttl|slowdown|toomanyrequests|requestlimitexceeded|overlimit|requesttimeout|timetooskewed|serviceunavailable|internal(error|failure|serv)|operationaborted|conditionalrequestconflict/i
/** Credentials that are missing, not known or past their time, and rights: a role is mended while messages wait. */
const credentials =
  /^(AccessDenied|KmsAccessDenied|CredentialsProviderError|TokenProviderError|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidSecurity|SignatureDoesNotMatch|AuthFailure|IncompleteSignature)/
/** An answer that did not come: the SDK's own names, and the codes of Node's sockets. */
const unanswered = /^(AbortError|TimeoutError|E(?!RR_)[A-Z_]{3,}|ERR_SOCKET_.*|UND_ERR_.*)$/

/** What the SDK says when checksums differ. */
const changed = /^Invalid MD5 checksum|^Checksum mismatch/

export interface ServiceError extends Error {
  $fault?: 'client' | 'server'
  $metadata?: { httpStatusCode?: number }
  code?: string
}

/**
 * What an AWS client throws, in Millrace's words: `Unavailable` (throttled, 5xx, no answer in time, aborted),
 * `Unauthorized` (credentials, rights), `Invalid` (refused for good: what it says is in the message). What is neither the
 * service's word nor the network's stays as it is: it is a mistake of ours. `what` says what was tried, without secrets.
 */
export const translateAwsError = (error: unknown, what: string): unknown => {
  if (!(error instanceof Error) || error instanceof MillraceError) return error
  const code = codeOf(error)
  return code === undefined ? error : new MillraceError(code, `${what}: ${sayingOf(error)}`, { cause: error })
}

/** Does the call; what it throws is translated. */
export const translated = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    throw translateAwsError(error, what)
  }
}

export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error ? (error as ServiceError).$metadata?.httpStatusCode : undefined

/** Whether an error code of a service, or of one entry of a batch, stands for something that passes by itself. */
export const isPassing = (code: string): boolean => passing.test(code)

const codeOf = (error: ServiceError): ErrorCode | undefined => {
  const status = statusOf(error) ?? 0
  if (status >= 500 || status === 429 || error.$fault === 'server' || isPassing(error.name)) return 'Unavailable'
  // A HEAD is refused without a word.
  if (credentials.test(error.name) || status === 401 || status === 403) return 'Unauthorized'
  if (unanswered.test(error.name) || unanswered.test(error.code ?? '')) return 'Unavailable'
  // An answer that is no service's, such as a proxy's page, or one that lost something on its way.
  if ((status > 0 && status < 400) || changed.test(error.message)) return 'Unavailable'
  return error.$fault === 'client' || status >= 400 ? 'Invalid' : undefined
}

/** An abort says what aborted it: the end of the function's time, for one. */
const sayingOf = (error: Error): string => [error.name, error.message].filter(Boolean).join(': ')
