import * as z from 'zod'

const task = z.int().nonnegative()

/**
 * A value that is known only while the run goes on. The plan's texts name them by slots (see `slot.ts`).
 * Tasks are indices into the plan.
 */
export const Variable = z.discriminatedUnion('type', [
  /** A result of another task, whole, or one element or key of it. Of a task that fans out: the array of all. */
  z.strictObject({
    type: z.literal('result'),
    task,
    result: z.string(),
    pick: z.union([z.int().nonnegative(), z.string()]).optional(),
  }),
  /** `Succeeded`, `Failed` or `None`; and the reason behind it. */
  z.strictObject({ type: z.literal('status'), task }),
  z.strictObject({ type: z.literal('reason'), task }),
  /** Of all tasks that are not final: `Succeeded`, `Failed`, `Completed` or `None`. */
  z.strictObject({ type: z.literal('statusOfAll') }),
  /** Attempts of this task before the present one. */
  z.strictObject({ type: z.literal('retryCount') }),
  /** The value that this instance of a task that fans out has for a parameter; without one the default, else nothing. */
  z.strictObject({ type: z.literal('matrix'), param: z.string(), default: z.string().optional() }),
  /** The number of this instance, as text. */
  z.strictObject({ type: z.literal('instance') }),
  /** How many instances a task has fanned out into; with `result`, how many of them gave that result. */
  z.strictObject({ type: z.literal('length'), task, result: z.string().optional() }),
])
export type Variable = z.infer<typeof Variable>

/** What a result, or any variable, is worth. */
export const Value = z.union([z.string(), z.array(z.string()), z.record(z.string(), z.string())])
export type Value = z.infer<typeof Value>
