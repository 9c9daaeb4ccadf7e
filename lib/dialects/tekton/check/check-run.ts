import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import { didYouMean } from '../../suggest.ts'
import type { Path, SourceDocument } from '../../yaml/document.ts'
import { parseDuration } from '../duration.ts'
import type { PipelineRunSpec, TaskRunSpec, Timeouts } from '../schema/run.ts'
import { afterTask, referencesIn } from '../substitute/reference.ts'
import { checkBindings } from './check-bindings.ts'
import { checkAmounts } from './check-containers.ts'
import { checkDuration } from './check-duration.ts'
import { checkParams } from './check-params.ts'
import { checkPipeline } from './check-pipeline.ts'
import { checkAlternatives, checkRef } from './check-ref.ts'
import { checkTask } from './check-task.ts'
import { checkVolumes } from './check-volumes.ts'
import { refuse, removed } from './refuse.ts'
import { textsIn } from './walk-texts.ts'

const path: Path = ['spec']
const at = (...steps: Path): Path => [...path, ...steps]

export const checkTaskRun = (spec: Loose<TaskRunSpec>): Issue[] => [
  ...refuse(spec, path, {
    ...removed,
    stepSpecs: 'stepSpecs are',
    sidecarSpecs: 'sidecarSpecs are',
    debug: 'debug is',
  }),
  ...checkAlternatives({ value: spec, fields: ['taskRef', 'taskSpec'], path, what: 'a TaskRun' }),
  ...(spec.taskRef ? checkRef(spec.taskRef, at('taskRef'), 'Task') : []),
  ...(spec.taskSpec ? checkTask(spec.taskSpec, at('taskSpec'), { isInline: true }) : []),
  ...checkParams(spec.params, at('params')),
  ...checkState(spec, ['TaskRunCancelled', 'TaskRunPending']),
  ...checkManager(spec.managedBy),
  ...checkDuration(spec.timeout, at('timeout')),
  ...(spec.retries !== undefined && spec.retries < 0 ? [negativeRetries] : []),
  ...checkBindings(spec.workspaces, at('workspaces')),
  ...checkVolumes(spec.podTemplate?.volumes, at('podTemplate', 'volumes')),
  ...checkAmounts(spec.computeResources, at('computeResources')),
]

const negativeRetries: Issue = {
  code: 'InvalidValue',
  path: at('retries'),
  message: 'retries must not be negative',
}

export const checkPipelineRun = (spec: Loose<PipelineRunSpec>, document: SourceDocument): Issue[] => [
  ...refuse(spec, path, { ...removed, taskRunSpecs: 'taskRunSpecs are' }),
  ...checkAlternatives({ value: spec, fields: ['pipelineRef', 'pipelineSpec'], path, what: 'a PipelineRun' }),
  ...(spec.pipelineRef ? checkRef(spec.pipelineRef, at('pipelineRef'), 'Pipeline') : []),
  ...(spec.pipelineSpec
    ? checkPipeline(spec.pipelineSpec, { path: at('pipelineSpec'), isInline: true, document })
    : []),
  ...checkParams(spec.params, at('params')),
  ...checkResultFree(spec.params),
  ...checkState(spec, ['Cancelled', 'CancelledRunFinally', 'StoppedRunFinally', 'PipelineRunPending']),
  ...checkManager(spec.managedBy),
  ...checkTimeouts(spec.timeouts),
  ...checkBindings(spec.workspaces, at('workspaces')),
  ...checkVolumes(spec.taskRunTemplate?.podTemplate?.volumes, at('taskRunTemplate', 'podTemplate', 'volumes')),
]

/** Nothing has run yet when the params of a run are read. */
const checkResultFree = (params: Loose<PipelineRunSpec>['params'] = []): Issue[] =>
  textsIn(
    params.map((param) => ({ value: param?.value })),
    at('params'),
  ).flatMap(({ text, path: where }) =>
    referencesIn(text)
      .filter((reference) => afterTask(reference)?.rest.startsWith('results'))
      .map((reference) => {
        const message = `a param of a run cannot refer to a result: $(${reference})`
        return { code: 'InvalidReference', path: where, message, hint: 'refer to it in the params of a task' }
      }),
  )

/** A new run starts at once; what stops one is asked for by its name. */
const checkState = (spec: { status?: string; statusMessage?: string }, states: readonly string[]): Issue[] => {
  const { status, statusMessage } = spec
  if (!status) {
    if (!statusMessage) return []
    return [{ code: 'InvalidValue', path: at('statusMessage'), message: 'statusMessage needs a status' }]
  }
  if (states.includes(status)) {
    const message = `a run that begins as ${status} is not supported yet`
    return [
      {
        code: 'NotSupportedYet',
        path: at('status'),
        message,
        hint: 'leave status out, and cancel the run by its name',
      },
    ]
  }
  const hint = didYouMean(status, states) ?? `one of ${states.join(', ')}`
  return [{ code: 'InvalidValue', path: at('status'), message: `status "${status}" does not exist`, hint }]
}

const managers = ['tekton.dev/pipeline', 'millrace.dev']

const checkManager = (managedBy: string | undefined): Issue[] => {
  if (!managedBy || managers.includes(managedBy)) return []
  const message = `a run that is managed by ${managedBy} is not Millrace's to run`
  return [{ code: 'NotSupportedYet', path: at('managedBy'), message, hint: 'leave managedBy out' }]
}

const hour = 3_600_000

/** The parts fit into the whole; `0` is no limit. */
const checkTimeouts = (timeouts: Loose<Timeouts> | undefined): Issue[] => {
  if (!timeouts) return []
  const fields = ['pipeline', 'tasks', 'finally'] as const
  const wrong = fields.flatMap((field) => checkDuration(timeouts[field], at('timeouts', field)))
  if (wrong.length > 0) return wrong
  const [pipeline, tasks, final] = fields.map((field) => {
    const text = timeouts[field]
    return text === undefined ? undefined : parseDuration(text)
  })
  const whole = pipeline ?? hour
  if (whole === 0) return []
  const tooLong = (field: string, message: string): Issue => ({
    code: 'InvalidDuration',
    path: at('timeouts', field),
    message: `${message} should be <= pipeline duration`,
  })
  const parts = [
    ['tasks', tasks],
    ['finally', final],
  ] as const
  const issues = parts.flatMap(([field, ms]): Issue[] => {
    if (ms === undefined) return []
    if (ms === 0) return [tooLong(field, `timeouts.${field} is 0 (no limit), and`)]
    return ms > whole ? [tooLong(field, `timeouts.${field}`)] : []
  })
  if (issues.length > 0 || tasks === undefined || final === undefined || tasks + final <= whole) return issues
  return [tooLong('tasks', 'timeouts.tasks and timeouts.finally together')]
}
