import type { Metadata } from '../../metadata.ts'
import type { PipelineTask } from '../schema/pipeline.ts'
import type { PipelineRunSpec } from '../schema/run.ts'
import type { EmbeddedTask, TaskSpec } from '../schema/task.ts'
import { paramScope } from '../substitute/params.ts'
import { type Producer, resultScope } from '../substitute/results.ts'
import { firstOf, type Scope } from '../substitute/scope.ts'
import type { Site } from '../substitute/substitute.ts'
import type { Variables } from '../substitute/variables.ts'
import type { Params } from './bind-params.ts'
import type { RunTimeouts } from './limits.ts'
import type { RunContext } from './run-context.ts'

/** A task of the pipeline with the Task that it runs. */
export interface Member {
  task: PipelineTask
  name: string
  index: number
  isFinal: boolean
  /** Where the task stands in the pipeline. */
  site: Site
  /** Its Task, written there or stored, and where that stands. */
  spec: TaskSpec | EmbeddedTask
  specSite: Site
  /** Of a stored Task. */
  definition: { name: string; metadata: Metadata } | undefined
}

/** What all tasks of a pipeline's run are compiled in. */
export interface PipelineContext extends RunContext {
  run: PipelineRunSpec
  runSite: Site
  metadata: { run: Metadata; pipeline: Metadata | undefined }
  /** The run's own name when the pipeline is written into it. */
  pipelineName: string
  params: Params
  /** Workspaces of the pipeline by name: whether the run binds them. */
  boundWorkspaces: ReadonlyMap<string, boolean>
  requiredWorkspaces: ReadonlySet<string>
  producers: ReadonlyMap<string, Producer>
  timeouts: RunTimeouts
}

/** What the fields of one task of the pipeline may refer to: first the params, then all else. */
export const pipelineScopes = (
  context: PipelineContext,
  member: Pick<Member, 'isFinal' | 'task'>,
  { variables, need }: { variables: Variables; need?: (task: number) => void },
): [Scope, Scope] => [
  paramScope(context.params, { variables, undeclared: 'error' }),
  firstOf(
    runScope(context, member.task.retries ?? 0),
    resultScope({
      producers: context.producers,
      variables,
      reader: member.isFinal ? 'final' : 'task',
      need: member.isFinal ? undefined : need,
    }),
  ),
]

const runScope = (context: PipelineContext, retries: number): Scope => {
  const texts: Record<string, string> = {
    'context.pipelineRun.name': context.runName,
    'context.pipelineRun.namespace': context.namespace,
    'context.pipelineRun.uid': context.runId,
    'context.pipeline.name': context.pipelineName,
    'context.pipelineTask.retries': String(retries),
  }
  return (reference) => {
    if (Object.hasOwn(texts, reference)) return { value: texts[reference]! }
    const workspace = /^workspaces\.(.+)\.bound$/.exec(reference)?.[1]
    const isBound = workspace === undefined ? undefined : context.boundWorkspaces.get(workspace)
    return isBound === undefined ? undefined : { value: String(isBound) }
  }
}
