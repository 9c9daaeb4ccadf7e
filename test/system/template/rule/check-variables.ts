import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { environmentName } from '../../../../lib/core/environment-settings.ts'
import { queueNames } from '../../../../lib/core/message.ts'
import { RunSettings } from '../../../../lib/core/settings.ts'
import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'

const functions = new URL('../../../../functions/', import.meta.url).pathname

/** Every `MILLRACE_…` that the functions ask for; a name that ends in `_` is that of a queue. */
const read = readdirSync(functions, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => readFileSync(join(functions, file), 'utf8').match(/\bMILLRACE_[A-Z_]+/g) ?? [])
  .flatMap((name) => (name.endsWith('_') ? queueNames.map((queue) => name + queue.toUpperCase()) : [name]))

const known = new Set([...read, ...Object.keys(RunSettings.shape).map(environmentName)])

const Environment = z.looseObject({
  Environment: z.looseObject({ Variables: z.record(z.string(), z.string()) }).default({ Variables: {} }),
})

/** Lambda's limit on all variables of a function. */
const maxBytes = 4_096

/** Functions are told only what they ask for, and no more than fits. */
export const checkVariables: Check = (template) =>
  resolveTemplate(template)
    .ofType('AWS::Lambda::Function')
    .flatMap(({ logicalId, properties }) => {
      const variables = Environment.parse(properties).Environment.Variables
      const unknown = Object.keys(variables).filter((name) => name.startsWith('MILLRACE_') && !known.has(name))
      const bytes = Buffer.byteLength(JSON.stringify(variables))
      return [
        ...unknown.map((name) => `${logicalId}: no function reads ${name}`),
        ...(bytes > maxBytes ? [`${logicalId}: its variables take ${bytes} bytes of ${maxBytes}`] : []),
      ]
    })
