import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'
import { readersIn } from './readers.ts'

/** Lambda must not cut what goes from queue to queue for as long as a run lasts. */
export const checkLoops: Check = (template) =>
  readersIn(resolveTemplate(template)).flatMap(({ function: reader }) =>
    reader?.['RecursiveLoop'] === 'Allow' ? [] : [`${reader?.logicalId}: is cut off after sixteen hops`],
  )
