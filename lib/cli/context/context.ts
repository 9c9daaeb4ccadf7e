import * as z from 'zod'

/** A deployed stage as a person reaches it: with their own credentials of AWS, and of its cluster. */
export const StageContext = z.strictObject({
  /** Of Systems Manager; it says where the stage is. */
  parameter: z.string().min(1),
  region: z.string().min(1).optional(),
  /** Of the AWS configuration files. */
  profile: z.string().min(1).optional(),
  /** Path of a file; without it, and with `kubeContext`, what kubectl would use. */
  kubeconfig: z.string().min(1).optional(),
  /** Of the kubeconfig, instead of its current one. */
  kubeContext: z.string().min(1).optional(),
  /** Where a command names none. */
  namespace: z.string().min(1).optional(),
})
export type StageContext = z.infer<typeof StageContext>

/** The data folder of this machine; it is always there, and needs no entry. */
export const localName = 'local'

/** Where commands look for runs. */
export type Context = { type: 'local' } | { type: 'stage'; name: string; stage: StageContext }

export const local: Context = { type: 'local' }

/** What is wrong with the name of a stage. */
const faultOf = (name: string): string | undefined => {
  if (name === localName) return `"${localName}" is the data folder, and always there`
  return /^[A-Za-z0-9][\w.-]{0,62}$/.test(name) ? undefined : 'a name has letters, digits, dots, dashes and underscores'
}

/** The file of contexts. */
export const Contexts = z.strictObject({
  contexts: z
    .record(z.string(), StageContext)
    .superRefine((contexts, context) => {
      for (const name of Object.keys(contexts)) {
        const message = faultOf(name)
        if (message !== undefined) context.addIssue({ code: 'custom', message, path: [name] })
      }
    })
    .default({}),
  'current-context': z.string().optional(),
})
export type Contexts = z.infer<typeof Contexts>
