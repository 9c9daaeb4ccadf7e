import type { Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import type { PipelineTask } from '../schema/pipeline.ts'
import { textsIn, type WrittenText } from './walk-texts.ts'

/** The fields of a task where variables of the pipeline stand. */
export const fieldTexts = (
  { params, matrix, when, workspaces, onError }: Loose<PipelineTask>,
  path: Path,
): WrittenText[] => {
  const subPaths = (workspaces ?? []).map((workspace) => ({ subPath: workspace?.subPath }))
  return [...orderingTexts({ params, matrix, when }, path), ...textsIn({ workspaces: subPaths, onError }, path)]
}

const orderingTexts = (
  { params, matrix, when }: Pick<Loose<PipelineTask>, 'params' | 'matrix' | 'when'>,
  path: Path,
): WrittenText[] =>
  textsIn(
    {
      params: params?.map((param) => ({ value: param?.value })),
      matrix: {
        params: matrix?.params?.map((param) => ({ value: param?.value })),
        include: matrix?.include?.map((one) => ({ params: one?.params?.map((param) => ({ value: param?.value })) })),
      },
      when,
    },
    path,
  )

/** Texts of a Task that is written into the pipeline. */
export const embeddedTexts = ({ taskSpec }: Loose<PipelineTask>, path: Path): WrittenText[] =>
  textsIn({ taskSpec: taskSpec && { ...taskSpec, description: undefined, results: undefined } }, path)

/** Texts whose references to results put other tasks before this one: neither subPath nor onError. */
export const edgeTexts = (task: Loose<PipelineTask>, path: Path): WrittenText[] => [
  ...orderingTexts(task, path),
  ...embeddedTexts(task, path),
]
