import type { PlanResult } from '../../lib/core/plan.ts'
import type { Variable } from '../../lib/core/variable.ts'
import type { PipelineCase, Text } from '../support/arbitrary-pipeline.ts'

/** A run's document, and the definitions that have to be stored for it. JSON, which is YAML. */
export interface Documents {
  definitions: { kind: string; name: string; text: string }[]
  run: string
}

const name = (task: number): string => `t${task}`

const written = (
  variable: Variable,
  results: (task: number) => readonly PlanResult[],
  isFanned: (task: number) => boolean,
) => {
  switch (variable.type) {
    case 'statusOfAll':
      return '$(tasks.status)'
    case 'status':
    case 'reason':
      return `$(tasks.${name(variable.task)}.${variable.type})`
    case 'length':
      return variable.result === undefined
        ? `$(tasks.${name(variable.task)}.matrix.length)`
        : `$(tasks.${name(variable.task)}.matrix.${variable.result}.length)`
    case 'result': {
      const { task, result, pick } = variable
      const of = `tasks.${name(task)}.results.${result}`
      if (typeof pick === 'number') return `$(${of}[${pick}])`
      if (typeof pick === 'string') return `$(${of}.${pick})`
      const isList = isFanned(task) || results(task).find((one) => one.name === result)?.type === 'array'
      return isList ? `$(${of}[*])` : `$(${of})`
    }
    default:
      throw new Error(`a document has no words for ${variable.type}`)
  }
}

const volumeClaimTemplate = {
  spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
}

const resultSpec = ({ name: own, type, keys }: PlanResult) => ({
  name: own,
  type,
  ...(keys && { properties: Object.fromEntries(keys.map((key) => [key, { type: 'string' }])) }),
})

/** Seconds after which a task of Tekton’s that hangs is given up. */
const taskTimeout = 180

/** The case as a PipelineRun with everything in it. */
export const tektonDocument = (one: PipelineCase, options: { workspace: boolean; timeouts?: object }): Documents => {
  const { plan, guards, matrices } = one
  const resultsOf = (task: number) => plan.pods[plan.tasks[task]!.pod]!.results ?? []
  const isFanned = (task: number) => matrices[task] !== undefined
  const textOf = (variable: Variable): string => written(variable, resultsOf, isFanned)
  const isList = (text: string) => text.includes('[*]')

  const taskOf = (index: number) => {
    const task = plan.tasks[index]!
    const variables = (task.variables ?? []).map(textOf)
    const text = (value: Text): string => (typeof value === 'string' ? value : variables[value]!)
    const matrix = matrices[index]
    const params = variables.map((value, n) => ({ name: `v${n}`, value: isList(value) ? [value] : value }))
    const declared = [
      ...params.map(({ name: own, value }) => ({ name: own, type: Array.isArray(value) ? 'array' : 'string' })),
      ...(matrix ? ['a', 'b', 'c'].map((own) => ({ name: own, type: 'string', default: '' })) : []),
    ]
    return {
      name: name(index),
      timeout: `${taskTimeout}s`,
      ...(task.needs.length > 0 && { runAfter: task.needs.map(name) }),
      ...(task.retry.limit > 0 && { retries: task.retry.limit }),
      ...(task.onError === 'continue' && { onError: 'continue' }),
      ...(guards[index]!.length > 0 && {
        when: guards[index]!.map(({ input, operator, values }) => ({
          input: text(input),
          operator,
          values: values.map(text),
        })),
      }),
      ...(params.length > 0 && { params }),
      ...(matrix && {
        matrix: {
          ...(matrix.params.length > 0 && {
            params: matrix.params.map(({ name: own, values }) => ({ name: own, value: values.map(text) })),
          }),
          ...(matrix.include.length > 0 && {
            include: matrix.include.map((pairs, n) => ({
              name: `i${n}`,
              params: Object.entries(pairs).map(([own, value]) => ({ name: own, value })),
            })),
          }),
        },
      }),
      ...(options.workspace && { workspaces: [{ name: 'data', workspace: 'data' }] }),
      taskSpec: {
        ...(declared.length > 0 && { params: declared }),
        ...(resultsOf(index).length > 0 && { results: resultsOf(index).map(resultSpec) }),
        ...(options.workspace && { workspaces: [{ name: 'data' }] }),
        steps: [{ name: 'main', image: 'busybox', script: 'true' }],
      },
    }
  }
  const all = plan.tasks.map((_, index) => index)
  const isFinal = (index: number) => plan.tasks[index]!.finally === true
  const results = (plan.results ?? []).map(({ name: own, value, variables }) => {
    const text = textOf(variables[0]!)
    const of = isFinal((variables[0] as { task: number }).task) ? text.replace('tasks.', 'finally.') : text
    const fill = (template: string): string => template.replace('\uE0000\uE001', of)
    const filled = Array.isArray(value)
      ? value.map(fill)
      : typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, template]) => [key, fill(template)]))
        : fill(value)
    return { name: own, value: filled }
  })
  const run = {
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name: 'world' },
    spec: {
      ...(options.timeouts && { timeouts: options.timeouts }),
      ...(options.workspace && { workspaces: [{ name: 'data', volumeClaimTemplate }] }),
      pipelineSpec: {
        ...(options.workspace && { workspaces: [{ name: 'data' }] }),
        ...(results.length > 0 && { results }),
        tasks: all.filter((index) => !isFinal(index)).map(taskOf),
        ...(all.some(isFinal) && { finally: all.filter(isFinal).map(taskOf) }),
      },
    },
  }
  return { definitions: [], run: JSON.stringify(run) }
}

/** The case as a DAG and a run of it. */
export const kontrolerDocument = ({ plan }: PipelineCase, options: { workspace: boolean }): Documents => {
  const apiVersion = 'kontroler.greedykomodo/v1alpha1'
  const dag = {
    apiVersion,
    kind: 'DAG',
    metadata: { name: 'world' },
    spec: {
      ...(options.workspace && {
        workspace: {
          enable: true,
          pvc: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
        },
      }),
      task: plan.tasks.map((task, index) => ({
        name: name(index),
        image: 'busybox',
        command: ['true'],
        ...(task.needs.length > 0 && { runAfter: task.needs.map(name) }),
        backoff: { limit: task.retry.limit },
        ...(task.retry.exitCodes && { conditional: { enabled: true, retryCodes: task.retry.exitCodes } }),
      })),
    },
  }
  const run = { apiVersion, kind: 'DagRun', metadata: { name: 'world' }, spec: { dagName: 'world' } }
  return {
    definitions: [{ kind: 'DAG', name: 'world', text: JSON.stringify(dag) }],
    run: JSON.stringify(run),
  }
}
