import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import { type Names, namesOf } from '../../suggest.ts'
import type { Path } from '../../yaml/document.ts'
import type { PipelineResult } from '../schema/param.ts'
import { afterResults, afterTask, referencesIn } from '../substitute/reference.ts'
import { checkResultNames } from './check-results.ts'
import type { PlacedTask } from './placed-task.ts'
import { textsIn } from './walk-texts.ts'

/** The results of a pipeline are made of those of its tasks. */
export const checkPipelineResults = (
  results: readonly (Loose<PipelineResult> | undefined)[] = [],
  members: readonly PlacedTask[],
  path: Path,
): Issue[] => {
  const names = namesOf(members.flatMap(({ task }) => task.name ?? []))
  return [
    ...checkResultNames(results, path),
    ...results.flatMap((result, index): Issue[] => {
      if (!result || result.value === undefined) return []
      const at = [...path, index, 'value']
      const taken = textsIn(result.value, at).flatMap(({ text, path: where }) =>
        referencesIn(text).flatMap((reference) => {
          const match = afterTask(reference)
          return match && afterResults(match.rest) !== undefined ? [{ task: match.task, where }] : []
        }),
      )
      if (taken.length > 0) return taken.flatMap(({ task, where }) => unknown(task, names, where))
      const message = `the result "${result.name}" of the pipeline refers to no result of a task`
      return [{ code: 'InvalidReference', path: at, message, hint: 'such as $(tasks.build.results.image)' }]
    }),
  ]
}

const unknown = (task: string, names: Names, path: Path): Issue[] => {
  if (names.has(task)) return []
  return [{ code: 'UnknownTask', path, message: `there is no task "${task}"`, hint: names.didYouMean(task) }]
}
