import type { Dialect } from '../dialect.ts'
import { check } from './check.ts'
import { compile } from './compile.ts'
import { link } from './link.ts'
import { meaning } from './meaning.ts'
import { references } from './references.ts'
import { runOf } from './run-of.ts'
import { group } from './schema/resource.ts'

/** Tekton's Task and Pipeline, TaskRun and PipelineRun. Any version of its group is its to judge. */
export const tekton: Dialect = {
  name: 'tekton',
  speaks: (apiVersion) => apiVersion.startsWith(group),
  definitions: ['Task', 'Pipeline'],
  runs: ['TaskRun', 'PipelineRun'],
  check,
  references,
  link,
  meaning,
  compile,
  runOf,
}
