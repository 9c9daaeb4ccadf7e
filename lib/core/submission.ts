import * as z from 'zod'
import { openEnvelopes } from './envelope.ts'
import { Value } from './variable.ts'

/** Bytes of a submission's JSON that travel in the message itself; a larger one is put into object storage. */
export const maxInlineSubmission = 200_000
/** Bytes of one in object storage. */
export const maxSubmission = 10 * 1024 * 1024

/** Where larger submissions are put, by the hash of their bytes. */
export const submissionPrefix = 'submissions/'

const name = z.string().min(1).max(253)

/**
 * A request to start a run: what a person or a program puts on the queue `submit`. One of `text`, `definition` and
 * `object` says what is to be run.
 */
export const RunSubmit = z
  .strictObject({
    type: z.literal('run.submit').describe('May be left out.'),
    namespace: z
      .string()
      .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'is not the name of a namespace')
      .default('default')
      .describe('Of the run and its pods, where its document names none.'),
    key: z
      .string()
      .min(1)
      .max(512)
      .optional()
      .describe(
        'Idempotency key: one run per namespace and key. Absent: the id of the message. A run document with a name is its own key.',
      ),
    text: z
      .string()
      .min(1)
      .optional()
      .describe('YAML: one run document, or one definition to run, and the definitions that it needs.'),
    file: z.string().optional().describe('Where the text came from, for diagnostics.'),
    definition: z
      .strictObject({ kind: name, name, version: z.int().positive().optional() })
      .optional()
      .describe('A stored definition, its latest version where none is given.'),
    name: name.optional().describe('Of the run that is made for a definition.'),
    params: z.record(z.string(), Value).optional().describe('Of a run that is made for a definition.'),
    workspaces: z
      .array(z.record(z.string(), z.json()))
      .optional()
      .describe('Workspace bindings of a run that is made for a definition, as a PipelineRun has them.'),
    labels: z.record(z.string(), z.string()).optional().describe('Of a run that is made for a definition.'),
    object: z
      .strictObject({
        key: z.string().startsWith(submissionPrefix),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      })
      .optional()
      .describe('Where the submission itself is, as JSON of this same form, when it is too large for a message.'),
  })
  .refine(
    ({ text, definition, object }) => [text, definition, object].filter((one) => one !== undefined).length === 1,
    {
      message: 'expected exactly one of text, definition and object',
    },
  )
export type RunSubmit = z.infer<typeof RunSubmit>

/** The body of a message on the queue `submit`, with its envelopes opened; without a type it is a submission. */
export const openSubmission = (value: unknown): unknown => {
  const { body, key } = openEnvelopes(value)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const { type = 'run.submit', ...rest } = body as { type?: unknown }
  return { type, ...(key !== undefined && type === 'run.submit' && { key }), ...rest }
}
