import * as z from 'zod'

/** Why something could not be read, for people: what a schema has against it, each with its place, or the error's words. */
export const whyUnreadable = (cause: unknown): string =>
  cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause)
