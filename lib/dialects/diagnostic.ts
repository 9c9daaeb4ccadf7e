import type { Code } from './codes.ts'

/** Something to tell the author of a document, with its place. Lines and columns count from 1. */
export interface Diagnostic {
  severity: 'error' | 'warning'
  /** CamelCase, from the catalogue in `codes.ts`; has a section in docs/errors.md. */
  code: Code
  message: string
  file: string
  line: number
  column: number
  /** Length in characters of what is meant, for underlining. */
  length?: number
  /** What to do about it, “did you mean” included. */
  hint?: string
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === 'error')

/** Sorts by place, in the order in which a person reads the file. */
export const byPlace = (a: Diagnostic, b: Diagnostic): number => a.line - b.line || a.column - b.column
