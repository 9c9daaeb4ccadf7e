import * as z from 'zod'

const labels = z.record(z.string(), z.string()).nullish()

/** Of any object. Whatever else the API server writes into it stays unread. */
export const Metadata = z.looseObject({
  name: z.string().optional(),
  generateName: z.string().optional(),
  namespace: z.string().optional(),
  labels,
  annotations: labels,
})
export type Metadata = z.infer<typeof Metadata>
