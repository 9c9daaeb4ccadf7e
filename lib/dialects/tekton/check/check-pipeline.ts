import { limits } from '../../../core/plan.ts'
import type { Issue } from '../../issue.ts'
import { isRefused, type Loose } from '../../shape.ts'
import { namesOf } from '../../suggest.ts'
import type { Path, SourceDocument } from '../../yaml/document.ts'
import type { PipelineSpec } from '../schema/pipeline.ts'
import { checkParamSpecs } from './check-param-specs.ts'
import { checkPipelineGraph } from './check-pipeline-graph.ts'
import { checkPipelineResults } from './check-pipeline-results.ts'
import { checkPipelineTask } from './check-pipeline-task.ts'
import { checkPipelineVariables } from './check-pipeline-variables.ts'
import { checkPipelineWorkspaces } from './check-workspaces.ts'
import type { PlacedTask } from './placed-task.ts'
import { refuse, removed } from './refuse.ts'

/** Everything wrong with a Pipeline by itself, stored or (`isInline`) written into its run. */
export const checkPipeline = (
  spec: Loose<PipelineSpec>,
  { path, isInline, document }: { path: Path; isInline: boolean; document: SourceDocument },
): Issue[] => {
  const members = membersOf(spec, path)
  if (members.length > limits.tasks) {
    const message = `the pipeline has ${members.length} tasks, more than ${limits.tasks}`
    return [{ code: 'TooManyTasks', path: [...path, 'tasks'], at: 'key', message }]
  }
  return [
    ...refuse(spec, path, removed),
    ...checkSections(spec, path),
    ...checkParamSpecs(spec.params, [...path, 'params']),
    ...checkPipelineWorkspaces(spec.workspaces, [...path, 'workspaces']),
    ...checkTwiceNamed(members),
    ...members.flatMap(({ task, path: at, isFinal }) => checkPipelineTask(task, at, { isFinal })),
    ...checkPipelineGraph(members, { path, document }),
    ...checkPipelineVariables(members, spec, { isInline }),
    ...(isInline ? [] : checkLinks(members, spec)),
    ...checkPipelineResults(spec.results, members, [...path, 'results']),
  ]
}

const membersOf = (spec: Loose<PipelineSpec>, path: Path): PlacedTask[] => {
  const of = (section: 'tasks' | 'finally') =>
    (spec[section] ?? []).flatMap((task, index): PlacedTask[] =>
      task ? [{ task, path: [...path, section, index], isFinal: section === 'finally' }] : [],
    )
  return [...of('tasks'), ...of('finally')]
}

const checkSections = (spec: Loose<PipelineSpec>, path: Path): Issue[] => {
  if (spec.tasks?.length || isRefused(spec, 'tasks')) return []
  const finals = spec.finally?.length ?? 0
  const message = finals > 0 ? `tasks is empty but finally has ${finals} tasks` : 'a pipeline needs at least one task'
  return [{ code: 'NoStartingTask', path: [...path, 'tasks'], message, hint: 'add it under tasks' }]
}

const checkTwiceNamed = (members: readonly PlacedTask[]): Issue[] => {
  const seen = new Set<string>()
  return members.flatMap(({ task, path }): Issue[] => {
    if (!task.name) return []
    const isTwice = seen.has(task.name)
    seen.add(task.name)
    const message = `the task "${task.name}" is there twice`
    return isTwice ? [{ code: 'DuplicateTask', path: [...path, 'name'], message, hint: 'rename one of them' }] : []
  })
}

/** Workspaces of a stored Pipeline are those that it declares; into one written in a run, the run's come too. */
const checkLinks = (members: readonly PlacedTask[], spec: Loose<PipelineSpec>): Issue[] => {
  const declared = namesOf((spec.workspaces ?? []).flatMap((workspace) => workspace?.name ?? []))
  return members.flatMap(({ task, path }) =>
    (task.workspaces ?? []).flatMap((link, index): Issue[] => {
      const name = link?.workspace || link?.name
      if (!name || declared.has(name)) return []
      const message = `the task "${task.name}" expects the workspace "${name}", which the pipeline does not declare`
      const hint = declared.didYouMean(name) ?? 'declare it under workspaces of the pipeline'
      const field = link?.workspace ? 'workspace' : 'name'
      return [{ code: 'UnknownWorkspace', path: [...path, 'workspaces', index, field], message, hint }]
    }),
  )
}
