import type { Reference } from '../dialect.ts'
import type { SourceDocument } from '../yaml/document.ts'
import { asV1 } from './read/as-v1.ts'
import { Pipeline, type PipelineSpec } from './schema/pipeline.ts'
import type { Ref } from './schema/reference.ts'
import { PipelineRun, TaskRun } from './schema/run.ts'

/** A run needs its Pipeline or Task, a Pipeline the Tasks of its tasks, wherever it is written. */
export const references = (document: SourceDocument): Reference[] => {
  const { value } = asV1(document)
  const taskRun = TaskRun.safeParse(value)
  if (taskRun.success) return named('Task', [taskRun.data.spec.taskRef])
  const run = PipelineRun.safeParse(value)
  if (run.success) return [...named('Pipeline', [run.data.spec.pipelineRef]), ...tasksOf(run.data.spec.pipelineSpec)]
  const pipeline = Pipeline.safeParse(value)
  return tasksOf(pipeline.data?.spec)
}

const tasksOf = (spec: PipelineSpec | undefined): Reference[] =>
  named(
    'Task',
    [...(spec?.tasks ?? []), ...(spec?.finally ?? [])].map(({ taskRef }) => taskRef),
  )

const named = (kind: string, refs: readonly (Ref | undefined)[]): Reference[] =>
  [...new Set(refs.flatMap((ref) => ref?.name || []))].map((name) => ({ kind, name }))
