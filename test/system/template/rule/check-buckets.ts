import * as z from 'zod'
import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'
import { lastingFindings } from './lasting.ts'

const Bucket = z.looseObject({
  PublicAccessBlockConfiguration: z.looseObject({}).default({}),
  LifecycleConfiguration: z
    .looseObject({
      Rules: z.array(z.looseObject({ Status: z.string(), AbortIncompleteMultipartUpload: z.json().optional() })),
    })
    .default({ Rules: [] }),
})

const blocks = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets']

/** No bucket is public, whatever else is said of it. That of the data lasts, and gets rid of uploads that broke off. */
export const checkBuckets: Check = (template) =>
  resolveTemplate(template)
    .ofType('AWS::S3::Bucket')
    .flatMap(({ logicalId, properties }) => {
      const { PublicAccessBlockConfiguration: blocked, LifecycleConfiguration } = Bucket.parse(properties)
      const open = blocks.filter((block) => blocked[block] !== true)
      const isTidy = LifecycleConfiguration.Rules.some(
        ({ Status, AbortIncompleteMultipartUpload }) => Status === 'Enabled' && AbortIncompleteMultipartUpload,
      )
      return [
        ...open.map((block) => `${logicalId}: ${block} is not set`),
        ...(isOurs(logicalId) ? lastingFindings(template, logicalId) : []),
        ...(isOurs(logicalId) && !isTidy ? [`${logicalId}: keeps uploads that broke off`] : []),
      ]
    })

/** The framework has another one, for what is deployed. */
const isOurs = (logicalId: string): boolean => logicalId === 'Bucket'
