/**
 * Every error that Millrace raises by name. Terminal ones are recorded and acknowledged; retryable ones leave the
 * message on its queue. `next` says what happens, or what a person can do. Each has a section in docs/errors.md.
 */
const catalogue = {
  Conflict: { retryable: true, next: 'The state is loaded again and the decision made anew.' },
  Unavailable: { retryable: true, next: 'The message is delivered again after a back-off.' },
  QuotaExceeded: { retryable: true, next: 'The pod is created when the quota has room; no attempt is consumed.' },
  Unauthorized: {
    retryable: true,
    next: 'Check the credentials, and the rights of the role; the message is delivered again.',
  },
  Forbidden: { retryable: false, next: 'Grant the right to the function that lacks it, or change the pod.' },
  Invalid: { retryable: false, next: 'Correct the field that the message names.' },
  NamespaceGone: { retryable: false, next: 'Create the namespace, then start the run again.' },
  NameCollision: { retryable: false, next: 'Remove the object that has the name and is not ours, then run again.' },
  NotFound: { retryable: false, next: 'Check the name and the namespace.' },
  Expired: { retryable: true, next: 'The watch starts again from a full list.' },
  KeyReused: { retryable: false, next: 'Use another key or name: this one has started a run from another body.' },
  BadMessage: { retryable: false, next: 'The message is in the dead-letter queue with its reason.' },
  InvalidDefinition: { retryable: false, next: 'Correct what the diagnostics name, then submit again.' },
  CorruptState: { retryable: false, next: 'Do not edit the store by hand; keep a copy and report it.' },
} as const

export type ErrorCode = keyof typeof catalogue
export const errorCodes = Object.keys(catalogue) as ErrorCode[]

export class MillraceError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly next: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = code
    this.code = code
    this.retryable = catalogue[code].retryable
    this.next = catalogue[code].next
    this.details = options.details ?? {}
  }
}

export const isError = (error: unknown, ...codes: ErrorCode[]): error is MillraceError =>
  error instanceof MillraceError && (codes.length === 0 || codes.includes(error.code))
