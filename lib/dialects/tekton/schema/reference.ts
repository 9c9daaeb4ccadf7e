import * as z from 'zod'
import { text } from './fields.ts'
import { Param } from './param.ts'

/** Of a Task or a Pipeline. */
export const Ref = z.strictObject({
  name: text.optional(),
  kind: text.optional(),
  apiVersion: text.optional(),
  bundle: text.optional(),
  resolver: text.optional(),
  params: z.array(Param).optional(),
})
export type Ref = z.infer<typeof Ref>
