/** Time as an input. Epoch milliseconds everywhere. */
export interface Clock {
  now(): number
  /** Resolves after `ms`, or as soon as the signal aborts. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}
