import type { Template } from '../../emulator/template.ts'

/** A resource with data outlives the stack, and a change that would make a new one. */
export const lastingFindings = ({ Resources }: Template, logicalId: string): string[] =>
  ['DeletionPolicy', 'UpdateReplacePolicy']
    .filter((policy) => Resources[logicalId]?.[policy] !== 'Retain')
    .map((policy) => `${logicalId}: its ${policy} is not Retain`)
