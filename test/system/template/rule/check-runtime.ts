import * as z from 'zod'
import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'

/** What the bundles are made for. */
const Function = z.looseObject({
  Handler: z.literal('index.handler'),
  Runtime: z.literal('nodejs24.x'),
  Architectures: z.tuple([z.literal('arm64')]),
})

/** Functions run where their bundles can. */
export const checkRuntime: Check = (template) =>
  resolveTemplate(template)
    .ofType('AWS::Lambda::Function')
    .flatMap(({ logicalId, properties }) => {
      const { error } = Function.safeParse(properties)
      return (error?.issues ?? []).map(({ path, message }) => `${logicalId}.${path.join('.')}: ${message}`)
    })
