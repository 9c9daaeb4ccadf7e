import type { Issue } from '../../issue.ts'
import { checkScriptSize } from '../../script-size.ts'
import { isRefused, type Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import type { TaskSpec } from '../schema/task.ts'
import { checkSidecars, checkSteps, checkTemplate } from './check-containers.ts'
import { checkParamSpecs } from './check-param-specs.ts'
import { checkResults } from './check-results.ts'
import { checkTaskVariables } from './check-variables.ts'
import { checkVolumes } from './check-volumes.ts'
import { checkTaskWorkspaces } from './check-workspaces.ts'
import { refuse, removed } from './refuse.ts'

/** Everything wrong with a Task by itself, stored or (`isInline`) written into something else. */
export const checkTask = (spec: Loose<TaskSpec>, path: Path, { isInline }: { isInline: boolean }): Issue[] => {
  const { steps = [], sidecars = [] } = spec
  const scripts = [...steps, ...sidecars].flatMap((container) => container?.script ?? [])
  return [
    ...refuse(spec, path, removed),
    ...(steps.length > 0 || isRefused(spec, 'steps') ? [] : [noSteps(path)]),
    ...checkVolumes(spec.volumes, [...path, 'volumes']),
    ...checkTaskWorkspaces(spec, path),
    ...checkTemplate(spec.stepTemplate, [...path, 'stepTemplate']),
    ...checkSidecars(sidecars, [...path, 'sidecars']),
    ...checkSteps(steps, spec.stepTemplate, [...path, 'steps']),
    ...checkScriptSize(scripts, 'the scripts of the task', [...path, 'steps']),
    ...checkParamSpecs(spec.params, [...path, 'params']),
    ...checkTaskVariables(spec, path, { isInline }),
    ...checkResults(spec.results, [...path, 'results']),
  ]
}

const noSteps = (path: Path): Issue => ({
  code: 'MissingField',
  path: [...path, 'steps'],
  message: 'a task needs at least one step',
  hint: 'add it under steps',
})
