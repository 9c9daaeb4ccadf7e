import type { Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import type { PipelineTask } from '../schema/pipeline.ts'

/** A task where it stands. */
export interface PlacedTask {
  task: Loose<PipelineTask>
  path: Path
  isFinal: boolean
}
