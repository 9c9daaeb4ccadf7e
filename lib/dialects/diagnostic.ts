/** Something to tell the author of a document, with its place. Lines and columns count from 1. */
export interface Diagnostic {
  severity: 'error' | 'warning'
  /** CamelCase, from the catalogue in `codes.ts`; has a section in docs/errors.md. */
  code: string
  message: string
  file: string
  line: number
  column: number
  /** Length in characters of what is meant, for underlining. */
  length?: number
  /** What to do about it, “did you mean” included. */
  hint?: string
}
