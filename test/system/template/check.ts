import type { Template } from '../emulator/template.ts'

/** What is wrong with a template: `where: what`, one text each. */
export type Check = (template: Template) => string[]
