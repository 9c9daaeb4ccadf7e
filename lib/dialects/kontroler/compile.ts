import type { Plan, PlanClaim, PlanTask } from '../../core/plan.ts'
import { type Diagnostic, hasErrors } from '../diagnostic.ts'
import type { Dialect, Find, LoadedDefinition } from '../dialect.ts'
import { check } from './check.ts'
import { compilePod, type RunContext } from './compile-pod.ts'
import { link } from './link.ts'
import { references } from './references.ts'
import { Dag, DagRun, type DagSpec, DagTask, type Task, type Work } from './schema.ts'
import { variablesOf } from './variables.ts'
import { workspaceClaim } from './workspace.ts'

/** Compiles a DagRun with its DAG and the DagTasks that this refers to. */
export const compile: Dialect['compile'] = (run, { runName, find }) => {
  const own = check(run)
  if (hasErrors(own)) return { diagnostics: own }
  const dag = find(references(run)[0]!)
  const diagnostics = [...link(run, find), ...(dag ? checkDefinitions(dag, find) : [])]
  if (!dag || hasErrors(diagnostics)) return { diagnostics }
  return { plan: planOf(DagRun.parse(run.value), { dag, runName, find }), diagnostics }
}

/** Errors only: the warnings were for whoever stored the definitions. */
const checkDefinitions = (dag: LoadedDefinition, find: Find): Diagnostic[] => {
  const diagnostics = check(dag.document)
  if (!hasErrors(diagnostics)) {
    diagnostics.push(...link(dag.document, find))
    for (const reference of references(dag.document)) {
      const task = find(reference)
      if (task) diagnostics.push(...check(task.document))
    }
  }
  return diagnostics.filter(({ severity }) => severity === 'error')
}

const planOf = (run: DagRun, context: { dag: LoadedDefinition; runName: string; find: Find }): Plan => {
  const { metadata, spec } = Dag.parse(context.dag.document.value)
  const claims = claimsOf(spec, context.runName)
  const pod = {
    variables: variablesOf(spec.parameters ?? [], run.spec.parameters ?? []),
    hasWorkspace: claims.length > 0,
  }
  const works = workFinder(context.find)
  const tasks = spec.task ?? []
  const index = new Map(tasks.map(({ name }, at) => [name, at]))
  return {
    version: 1,
    source: { dialect: 'kontroler', kind: 'DAG', name: metadata.name!, version: context.dag.version },
    tasks: tasks.map((task, at) => planTask(task, { index, pod: at, work: works(task) })),
    pods: tasks.map((task) => compilePod(task.name, works(task), pod satisfies RunContext)),
    claims,
    subject: `DagRun "${context.runName}"`,
    failurePolicy: 'continue',
  }
}

/** A task's own work, or that of the DagTask it refers to. */
const workFinder = (find: Find): ((task: Task) => Work) => {
  const known = new Map<string, Work>()
  return (task) => {
    if (!task.taskRef) return task
    const { name, version } = task.taskRef
    const key = `${name}@${version}`
    const work = known.get(key) ?? DagTask.parse(find({ kind: 'DagTask', name, version })!.document.value).spec
    known.set(key, work)
    return work
  }
}

const planTask = (
  task: Task,
  { index, pod, work }: { index: ReadonlyMap<string, number>; pod: number; work: Work },
): PlanTask => ({
  name: task.name,
  needs: [...new Set(task.runAfter)].map((name) => index.get(name)!),
  retry: {
    limit: work.backoff?.limit ?? 0,
    ...(work.conditional?.enabled && { exitCodes: work.conditional.retryCodes }),
  },
  pod,
})

/** Kontroler deletes the claim when the run has ended. */
const claimsOf = ({ workspace }: DagSpec, runName: string): PlanClaim[] =>
  workspace?.enable ? [{ name: workspaceClaim(runName), spec: workspace.pvc, keep: 'run' }] : []
