import type { Code } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Path, SourceDocument } from './yaml/document.ts'

/** A diagnostic before its place is looked up: that costs a parse, and a right document needs none. */
export interface Issue {
  code: Code
  path: Path
  /** Whether the key or the value at `path` is meant; the value when absent. */
  at?: 'key' | 'value'
  severity?: 'warning'
  message: string
  hint?: string
}

export const toDiagnostic = (document: SourceDocument, issue: Issue): Diagnostic => {
  const { code, path, at, severity = 'error', message, hint } = issue
  return { severity, code, message, file: document.file, ...document.locate(path, at), hint }
}
