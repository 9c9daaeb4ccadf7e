import type { Plan, PlanTask, RunResult } from '../../../core/plan.ts'
import type { Value } from '../../../core/variable.ts'
import { cyclesOf } from '../../graph.ts'
import type { Metadata } from '../../metadata.ts'
import type { SourceDocument } from '../../yaml/document.ts'
import { fansOut } from '../fans-out.ts'
import { paramValueOf } from '../param-value.ts'
import type { PipelineResult } from '../schema/param.ts'
import type { PipelineSpec, PipelineTask } from '../schema/pipeline.ts'
import { PipelineRun, type PipelineRunSpec } from '../schema/run.ts'
import { type Producer, resultScope } from '../substitute/results.ts'
import { inside, type Site, substituteValue } from '../substitute/substitute.ts'
import { createVariables } from '../substitute/variables.ts'
import { bindParams, givenParams } from './bind-params.ts'
import { compilePipelineTask } from './compile-pipeline-task.ts'
import { type Definition, findPipeline, findTask } from './find-definition.ts'
import { runTimeouts } from './limits.ts'
import type { Member, PipelineContext } from './pipeline-context.ts'
import { planResult } from './plan-result.ts'
import type { RunContext } from './run-context.ts'

/** A PipelineRun with its Pipeline and the Tasks of that. */
export const compilePipelineRun = (document: SourceDocument, run: RunContext): Plan => {
  const { metadata, spec } = PipelineRun.parse(document.value)
  const runSite = run.problems.at(document, ['spec'])
  const pipeline = pipelineOf(spec, runSite, run)
  const members = membersOf(pipeline.spec, pipeline.site, run)
  const context = contextOf(pipeline, { spec, runSite, metadata, members }, run)
  checkRequiredWorkspaces(context)
  const compiled = members.map((member) => compilePipelineTask(member, context))
  checkNoCycle(compiled, members)
  const results = (pipeline.spec.results ?? []).map((result, index) =>
    planRunResult(result, context.producers, inside(pipeline.site, 'results', index, 'value')),
  )
  return {
    version: 1,
    source: {
      dialect: 'tekton',
      kind: spec.pipelineRef ? 'Pipeline' : 'PipelineRun',
      name: context.pipelineName,
      ...(pipeline.version !== undefined && { version: pipeline.version }),
    },
    subject: `PipelineRun "${run.runName}"`,
    tasks: compiled.map(({ task }) => task),
    pods: compiled.map(({ pod }) => pod),
    claims: run.claims.list,
    ...(Object.keys(context.timeouts).length > 0 && { timeouts: context.timeouts }),
    failurePolicy: 'stop',
    ...(results.length > 0 && { results }),
  }
}

/** The Pipeline of a run: stored, or written into it and without a name. */
type RunPipeline = Pick<Definition<PipelineSpec>, 'spec' | 'site'> & Partial<Definition<PipelineSpec>>

const pipelineOf = (spec: PipelineRunSpec, runSite: Site, run: RunContext): RunPipeline =>
  spec.pipelineSpec
    ? { spec: spec.pipelineSpec, site: inside(runSite, 'pipelineSpec') }
    : findPipeline(spec.pipelineRef!.name!, run)

const contextOf = (
  pipeline: RunPipeline,
  written: { spec: PipelineRunSpec; runSite: Site; metadata: Metadata; members: readonly Member[] },
  run: RunContext,
): PipelineContext => {
  const { spec, runSite, metadata, members } = written
  const params = bindParams(pipeline.spec.params, {
    given: givenParams(spec.params),
    site: runSite,
    what: pipeline.name === undefined ? 'the pipelineSpec' : `Pipeline "${pipeline.name}"`,
  })
  return {
    ...run,
    run: spec,
    runSite,
    metadata: { run: metadata, pipeline: pipeline.metadata },
    pipelineName: pipeline.name ?? run.runName,
    params,
    boundWorkspaces: boundWorkspaces(pipeline.spec, spec.workspaces),
    requiredWorkspaces: new Set((pipeline.spec.workspaces ?? []).flatMap((one) => (one.optional ? [] : one.name))),
    producers: new Map(members.map((member) => [member.name, producerOf(member)])),
    timeouts: runTimeouts(run.runName, spec.timeouts),
  }
}

/** A workspace that the pipeline requires is required of the run, whatever its tasks make of it. */
const checkRequiredWorkspaces = ({ runSite, requiredWorkspaces, boundWorkspaces }: PipelineContext): void => {
  const { path, report } = inside(runSite, 'workspaces')
  for (const name of requiredWorkspaces) {
    if (boundWorkspaces.get(name)) continue
    const message = `the pipeline needs the workspace "${name}", which the run does not bind`
    report({ code: 'UnboundWorkspace', path, at: 'key', message, hint: 'add it under workspaces of the run' })
  }
}

/** References that come in by the defaults of params are seen only now. */
const checkNoCycle = (compiled: readonly { task: PlanTask }[], members: readonly Member[]): void => {
  for (const cycle of cyclesOf(compiled.map(({ task }) => task.needs))) {
    const { path, report } = members[cycle[0]!]!.site
    const names = [...cycle, cycle[0]!].map((index) => members[index]!.name).join(' → ')
    report({ code: 'DependencyCycle', path, message: `tasks wait for each other in a circle: ${names}` })
  }
}

const membersOf = (spec: PipelineSpec, site: Site, context: RunContext): Member[] => {
  const known = new Map<string, ReturnType<typeof findTask>>()
  const stored = (name: string) => {
    const found = known.get(name) ?? findTask(name, context)
    known.set(name, found)
    return found
  }
  const tasks = spec.tasks ?? []
  const all = [
    ...tasks.map((task, at) => ({ task, at: inside(site, 'tasks', at), isFinal: false })),
    ...(spec.finally ?? []).map((task, at) => ({ task, at: inside(site, 'finally', at), isFinal: true })),
  ]
  return all.map(({ task, at, isFinal }, index) => memberOf(task, { index, isFinal, site: at, stored }))
}

const memberOf = (
  task: PipelineTask,
  {
    stored,
    ...place
  }: Pick<Member, 'index' | 'isFinal' | 'site'> & { stored: (name: string) => ReturnType<typeof findTask> },
): Member => {
  const own = { task, name: task.name!, ...place }
  if (task.taskSpec)
    return { ...own, spec: task.taskSpec, specSite: inside(place.site, 'taskSpec'), definition: undefined }
  const definition = stored(task.taskRef!.name!)
  return { ...own, spec: definition.spec, specSite: definition.site, definition }
}

const producerOf = ({ task, index, isFinal, spec }: Member): Producer => ({
  index,
  isFinal,
  fansOut: fansOut(task),
  results: new Map((spec.results ?? []).map((result) => [result.name, planResult(result)])),
})

const boundWorkspaces = (
  { workspaces = [] }: PipelineSpec,
  bindings: readonly { name: string }[] = [],
): ReadonlyMap<string, boolean> =>
  new Map([
    ...workspaces.map(({ name }): [string, boolean] => [name, false]),
    ...bindings.map(({ name }): [string, boolean] => [name, true]),
  ])

const planRunResult = (
  { name, value }: PipelineResult,
  producers: ReadonlyMap<string, Producer>,
  site: Site,
): RunResult => {
  const variables = createVariables()
  const scope = resultScope({ producers, variables, reader: 'run' })
  const made: Value = substituteValue(paramValueOf(value), scope, site)
  return { name, value: made, variables: variables.list }
}
