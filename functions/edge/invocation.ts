import type middy from '@middy/core'

/** Milliseconds before the end of its time at which a function's requests are given up. */
const margin = 500

/**
 * A handler runs until it is done or killed. Answering early would freeze the process with requests of it under way, which
 * would go on when it is thawed, at any time later: rule horizon.
 */
export const untilTheEnd = { timeoutEarlyInMillis: 0 } as const

/** What a function is doing just now; it does one thing at a time. */
export interface Invocation {
  requestId: string | undefined
  /** Aborts right before the function's time is up, and bounds every retry of a request. */
  signal: AbortSignal | undefined
}

export const createInvocation = (): Invocation => ({ requestId: undefined, signal: undefined })

/** Keeps the invocation up to date; between two of them there is none. */
export const currentInvocation = (invocation: Invocation): middy.MiddlewareObj => {
  const end = (): void => {
    invocation.requestId = undefined
    invocation.signal = undefined
  }
  return {
    before: ({ context }) => {
      invocation.requestId = context.awsRequestId
      invocation.signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - margin))
    },
    after: end,
    onError: end,
  }
}
