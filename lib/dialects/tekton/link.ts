import { byPlace, type Diagnostic } from '../diagnostic.ts'
import type { Find } from '../dialect.ts'
import { type Issue, toDiagnostic } from '../issue.ts'
import type { Path, SourceDocument } from '../yaml/document.ts'
import { once } from './check/once.ts'
import { linkTasks } from './link-tasks.ts'
import { asV1 } from './read/as-v1.ts'
import { Pipeline } from './schema/pipeline.ts'
import type { Ref } from './schema/reference.ts'
import { PipelineRun, TaskRun } from './schema/run.ts'

/** Everything wrong between a document and what it refers to, directly. */
export const link = (document: SourceDocument, find: Find): Diagnostic[] => {
  const read = asV1(document)
  const diagnostics = inspect(read.value, find).map((issue) => toDiagnostic(read, issue))
  return once(diagnostics).sort(byPlace)
}

const inspect = (value: unknown, find: Find): Issue[] => {
  const taskRun = TaskRun.safeParse(value)
  if (taskRun.success) return linkRef(taskRun.data.spec.taskRef, { kind: 'Task', path: ['spec', 'taskRef'] }, find)
  const run = PipelineRun.safeParse(value)
  if (run.success) {
    const { pipelineRef, pipelineSpec } = run.data.spec
    if (pipelineSpec) return linkTasks(pipelineSpec, ['spec', 'pipelineSpec'], find)
    return linkRef(pipelineRef, { kind: 'Pipeline', path: ['spec', 'pipelineRef'] }, find)
  }
  const pipeline = Pipeline.safeParse(value)
  return pipeline.success ? linkTasks(pipeline.data.spec, ['spec'], find) : []
}

const linkRef = (
  ref: Ref | undefined,
  { kind, path }: { kind: 'Task' | 'Pipeline'; path: Path },
  find: Find,
): Issue[] => {
  if (!ref?.name || find({ kind, name: ref.name })) return []
  const code = kind === 'Task' ? 'UnknownTaskDefinition' : 'UnknownPipeline'
  const hint = 'apply it first, or put it into the same file'
  return [{ code, path: [...path, 'name'], message: `there is no ${kind} "${ref.name}"`, hint }]
}
