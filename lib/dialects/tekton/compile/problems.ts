import { byPlace, type Diagnostic, hasErrors } from '../../diagnostic.ts'
import { type Issue, toDiagnostic } from '../../issue.ts'
import type { Path, SourceDocument } from '../../yaml/document.ts'
import type { Site } from '../substitute/substitute.ts'

/** Everything found wrong while compiling, each with its place, each said once. */
export interface Problems {
  readonly list: () => Diagnostic[]
  readonly found: () => boolean
  /** A place in one of the documents that a run is made of. */
  at(document: SourceDocument, path: Path): Site
}

export const createProblems = (): Problems => {
  const seen = new Map<string, Diagnostic>()
  const add = (document: SourceDocument, issue: Issue): void => {
    const diagnostic = toDiagnostic(document, issue)
    seen.set(JSON.stringify(diagnostic), diagnostic)
  }
  return {
    list: () => [...seen.values()].sort(byPlace),
    found: () => hasErrors([...seen.values()]),
    at: (document, path) => ({ path, report: (issue) => add(document, issue) }),
  }
}
