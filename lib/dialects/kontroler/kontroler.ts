import type { Dialect } from '../dialect.ts'
import { check } from './check.ts'
import { compile } from './compile.ts'
import { link } from './link.ts'
import { meaning } from './meaning.ts'
import { references } from './references.ts'
import { runOf } from './run-of.ts'

/** Kontroler's DAG, DagTask and DagRun. Any version of its group is its to judge. */
export const kontroler: Dialect = {
  name: 'kontroler',
  speaks: (apiVersion) => apiVersion.startsWith('kontroler.greedykomodo/'),
  definitions: ['DAG', 'DagTask'],
  runs: ['DagRun'],
  check,
  references,
  link,
  meaning,
  compile,
  runOf,
}
