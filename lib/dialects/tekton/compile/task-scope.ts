import type { TaskSpec } from '../schema/task.ts'
import type { Scope } from '../substitute/scope.ts'
import type { Variables } from '../substitute/variables.ts'
import { stepName } from './container.ts'

/** The run of one task, as its own texts see it. */
export interface TaskIdentity {
  /** Of the TaskRun that Tekton would make. */
  runName: string
  uid: string
  namespace: string
  taskName: string
}

/** What a task's texts know of their own run, files and steps. */
export const taskScope = (spec: TaskSpec, identity: TaskIdentity, variables: Variables): Scope => {
  const paths = pathsOf(spec)
  return (reference) => {
    if (reference === 'context.taskRun.name') return { value: identity.runName }
    if (reference === 'context.taskRun.namespace') return { value: identity.namespace }
    if (reference === 'context.taskRun.uid') return { value: identity.uid }
    if (reference === 'context.task.name') return { value: identity.taskName }
    if (reference === 'context.task.retry-count') return { value: variables.slot({ type: 'retryCount' }) }
    if (reference === 'credentials.path') return { value: '/tekton/creds' }
    const path = paths.get(reference)
    return path === undefined ? undefined : { value: path }
  }
}

const pathsOf = ({ results = [], steps = [] }: TaskSpec): ReadonlyMap<string, string> =>
  new Map([
    ...results.flatMap(({ name }) =>
      [`results.${name}.path`, `results['${name}'].path`, `results["${name}"].path`].map(
        (reference): [string, string] => [reference, `/tekton/results/${name}`],
      ),
    ),
    ...steps.map(({ name }, index): [string, string] => {
      const step = stepName(name, index)
      return [`steps.${step}.exitCode.path`, `/tekton/steps/${step}/exitCode`]
    }),
  ])
