import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** Epoch ms, with fractions. */
const time = z.number()

export const NetworkCall = z.object({
  service: z.string(),
  /** The operation, or the method. */
  action: z.string(),
  path: z.string(),
  started: time,
  ended: time,
})
export type NetworkCall = z.infer<typeof NetworkCall>

/** One invocation of a function, as `probe.mjs` saw it from inside. */
export const Invocation = z.object({
  /** The function's, with service and stage before it. */
  name: z.string().transform((name) => name.split('-').at(-1) ?? name),
  environment: z.string(),
  /** Ms of a processor that its environment took to be loaded; only told by the first of an environment. */
  initCpuMs: z.number().optional(),
  messages: z.array(
    z.object({
      type: z.string(),
      bytes: z.number(),
      receives: z.number(),
      attempts: z.number().optional(),
      /** Task and phase of each. */
      observations: z.array(z.tuple([z.number(), z.string()])).optional(),
    }),
  ),
  calls: z.array(NetworkCall),
  started: time,
  ended: time,
  cpuMs: z.number(),
})
export type Invocation = z.infer<typeof Invocation>

/** All that were told of in a folder, in the order in which they began. */
export const readInvocations = (folder: string): Invocation[] =>
  readdirSync(folder)
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'))
    .filter((line) => line !== '')
    .map((line) => Invocation.parse(JSON.parse(line)))
    .sort((one, other) => one.started - other.started)
