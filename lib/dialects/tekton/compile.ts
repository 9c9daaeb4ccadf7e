import { type Diagnostic, hasErrors } from '../diagnostic.ts'
import type { Dialect, Find } from '../dialect.ts'
import type { SourceDocument } from '../yaml/document.ts'
import { check } from './check.ts'
import { createClaims } from './compile/claims.ts'
import { compilePipelineRun } from './compile/compile-pipeline-run.ts'
import { compileTaskRun } from './compile/compile-task-run.ts'
import { createProblems } from './compile/problems.ts'
import { defaultBinding } from './compile/run-context.ts'
import { link } from './link.ts'
import { asV1 } from './read/as-v1.ts'
import { references } from './references.ts'

/** Compiles a TaskRun or a PipelineRun with what it refers to. */
export const compile: Dialect['compile'] = (run, { defaultWorkspaceBinding, ...context }) => {
  const own = check(run)
  if (hasErrors(own)) return { diagnostics: own }
  const diagnostics = [...link(run, context.find), ...checkDefinitions(run, context.find)]
  if (hasErrors(diagnostics)) return { diagnostics }
  const problems = createProblems()
  const document = asV1(run)
  const { kind } = document.value as { kind: string }
  const inside = {
    ...context,
    defaultWorkspace: defaultBinding(defaultWorkspaceBinding),
    problems,
    claims: createClaims(),
  }
  const plan = kind === 'TaskRun' ? compileTaskRun(document, inside) : compilePipelineRun(document, inside)
  const all = [...diagnostics, ...problems.list()]
  return problems.found() ? { diagnostics: all } : { plan, diagnostics: all }
}

/** Errors only, of all that the run is made of: the warnings were for whoever stored the definitions. */
const checkDefinitions = (document: SourceDocument, find: Find): Diagnostic[] =>
  references(document)
    .flatMap((reference) => {
      const found = find(reference)
      if (!found) return []
      const own = check(found.document)
      if (hasErrors(own)) return own
      return [...link(found.document, find), ...checkDefinitions(found.document, find)]
    })
    .filter(({ severity }) => severity === 'error')
