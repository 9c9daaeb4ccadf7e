import type { Reference } from '../dialect.ts'
import type { SourceDocument } from '../yaml/document.ts'
import { Dag, DagRun } from './schema.ts'

/** A run needs its DAG, a DAG the DagTasks that its tasks refer to. */
export const references = ({ value }: SourceDocument): Reference[] => {
  const run = DagRun.safeParse(value)
  if (run.success) return [{ kind: 'DAG', name: run.data.spec.dagName }]
  const dag = Dag.safeParse(value)
  const refs = (dag.data?.spec.task ?? []).flatMap(({ taskRef }) => taskRef ?? [])
  const unique = new Map(refs.map(({ name, version }) => [`${name}@${version}`, { kind: 'DagTask', name, version }]))
  return [...unique.values()]
}
