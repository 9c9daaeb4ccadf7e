import type { PipelineTask } from './schema/pipeline.ts'

/** An empty matrix is none. */
export const fansOut = ({ matrix }: PipelineTask): boolean =>
  Boolean(matrix?.params?.length) || Boolean(matrix?.include?.length)
