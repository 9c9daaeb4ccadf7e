import * as z from 'zod'
import type { Pod } from '../../../core/kubernetes.ts'

export const instantAnnotation = 'millrace.dev/instant'

/** What becomes of a pod. Times in milliseconds. */
export const Script = z.strictObject({
  /** Of the container named, else of the last main container. All others succeed. */
  exitCode: z.int().min(0).max(255).default(0),
  container: z.string().optional(),
  /** How long the container is being created. */
  delayMs: z.int().nonnegative().default(0),
  /** How long the main containers run. */
  runMs: z.int().nonnegative().default(0),
  /** Output of the main containers. */
  log: z.string().default(''),
  /** Why the container ended, such as `OOMKilled`. */
  reason: z.string().optional(),
  /** Termination message of the last main container. */
  message: z.string().optional(),
})
export type Script = z.infer<typeof Script>

/** What the pod's annotation says; success at once without one. Throws an Error that says what is wrong with it. */
export const scriptOf = ({ metadata }: Pod): Script => {
  const text = metadata.annotations?.[instantAnnotation]
  const parsed = Script.safeParse(text === undefined ? {} : parsedJson(text))
  if (parsed.success) return parsed.data
  throw new Error(`annotation ${instantAnnotation}: ${z.prettifyError(parsed.error)}`)
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`annotation ${instantAnnotation}: ${(error as Error).message}`, { cause: error })
  }
}
