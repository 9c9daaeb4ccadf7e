import type { Metadata } from '../../metadata.ts'
import { asV1 } from '../read/as-v1.ts'
import { Pipeline, type PipelineSpec } from '../schema/pipeline.ts'
import { Task, type TaskSpec } from '../schema/task.ts'
import type { Site } from '../substitute/substitute.ts'
import type { RunContext } from './run-context.ts'

export interface Definition<Spec> {
  spec: Spec
  /** Where the spec stands. */
  site: Site
  metadata: Metadata
  name: string
  version: number
}

type Finding = Pick<RunContext, 'find' | 'problems'>

/** A stored Task that is known to be there and without errors. */
export const findTask = (name: string, { find, problems }: Finding): Definition<TaskSpec> => {
  const { document, version } = find({ kind: 'Task', name })!
  const read = asV1(document)
  const { spec, metadata } = Task.parse(read.value)
  return { spec, metadata, name, version, site: problems.at(read, ['spec']) }
}

/** Likewise a Pipeline. */
export const findPipeline = (name: string, { find, problems }: Finding): Definition<PipelineSpec> => {
  const { document, version } = find({ kind: 'Pipeline', name })!
  const read = asV1(document)
  const { spec, metadata } = Pipeline.parse(read.value)
  return { spec, metadata, name, version, site: problems.at(read, ['spec']) }
}
