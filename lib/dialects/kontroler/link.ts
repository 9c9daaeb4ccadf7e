import { byPlace, type Diagnostic } from '../diagnostic.ts'
import type { Find } from '../dialect.ts'
import { type Issue, toDiagnostic } from '../issue.ts'
import { type Names, namesOf } from '../suggest.ts'
import type { Path, SourceDocument } from '../yaml/document.ts'
import { Dag, DagRun, DagTask, type Parameter, type RunParameter, type Task } from './schema.ts'

/** Everything wrong between a document and what it refers to, directly. */
export const link = (document: SourceDocument, find: Find): Diagnostic[] => {
  const run = DagRun.safeParse(document.value)
  const dag = Dag.safeParse(document.value)
  const issues = run.success ? linkRun(run.data, find) : dag.success ? linkDag(dag.data, find) : []
  return issues.map((issue) => toDiagnostic(document, issue)).sort(byPlace)
}

const linkRun = ({ spec }: DagRun, find: Find): Issue[] => {
  const found = find({ kind: 'DAG', name: spec.dagName })
  if (!found) {
    const message = `there is no DAG "${spec.dagName}"`
    return [
      { code: 'UnknownDag', path: ['spec', 'dagName'], message, hint: 'apply it first, or put it into the same file' },
    ]
  }
  const dag = Dag.safeParse(found.document.value)
  if (!dag.success) return []
  return checkOverrides(spec.parameters ?? [], dag.data)
}

const checkOverrides = (given: readonly RunParameter[], { metadata, spec }: Dag): Issue[] => {
  const declared = new Map((spec.parameters ?? []).map((parameter) => [parameter.name, parameter]))
  const names = namesOf(declared.keys())
  return given.flatMap((parameter, index): Issue[] => {
    const path = ['spec', 'parameters', index]
    const target = declared.get(parameter.name)
    if (target) return checkKind(parameter, target, { path, dag: metadata.name! })
    const message = `DAG "${metadata.name}" has no parameter "${parameter.name}"`
    const hint = names.didYouMean(parameter.name) ?? 'a run can only set what its DAG declares'
    return [{ code: 'UnknownParameter', path: [...path, 'name'], message, hint }]
  })
}

const checkKind = (parameter: RunParameter, target: Parameter, { path, dag }: { path: Path; dag: string }): Issue[] => {
  const [is, wants] = isSecret(target) ? ['a secret', 'fromSecret'] : ['a plain value', 'value']
  const given = parameter.fromSecret ? 'fromSecret' : 'value'
  if (given === wants) return []
  const message = `the parameter "${parameter.name}" is ${is} in DAG "${dag}", so ${given} cannot set it`
  return [{ code: 'ParameterKindMismatch', path: [...path, given], at: 'key', message, hint: `use ${wants}` }]
}

export const isSecret = (parameter: { defaultFromSecret?: string }): boolean => Boolean(parameter.defaultFromSecret)

const linkDag = ({ metadata, spec }: Dag, find: Find): Issue[] => {
  const declared = namesOf((spec.parameters ?? []).map(({ name }) => name))
  const context = { dag: metadata.name!, declared, find }
  return (spec.task ?? []).flatMap((task, index) => (task.taskRef ? linkTask(task, index, context) : []))
}

interface Context {
  dag: string
  declared: Names
  find: Find
}

const linkTask = (task: Task, index: number, { dag, declared, find }: Context): Issue[] => {
  const { name, version } = task.taskRef!
  const path = ['spec', 'task', index, 'taskRef']
  const found = find({ kind: 'DagTask', name, version })
  if (!found) return [missing(name, version, { path, latest: find({ kind: 'DagTask', name })?.version })]
  const work = DagTask.safeParse(found.document.value)
  return (work.data?.spec.parameters ?? []).flatMap((parameter): Issue[] => {
    if (declared.has(parameter)) return []
    const message = `DagTask "${name}" uses the parameter "${parameter}", which DAG "${dag}" does not declare`
    const hint = declared.didYouMean(parameter) ?? 'declare it under spec.parameters'
    return [{ code: 'UndeclaredParameter', path: [...path, 'name'], message, hint }]
  })
}

const missing = (name: string, version: number, { path, latest }: { path: Issue['path']; latest?: number }): Issue => {
  if (latest === undefined) {
    const hint = 'apply it first, or put it into the same file'
    return {
      code: 'UnknownDagTask',
      path: [...path, 'name'],
      message: `there is no DagTask "${name}" of version ${version}`,
      hint,
    }
  }
  const message = `DagTask "${name}" has no version ${version}`
  return { code: 'UnknownDagTaskVersion', path: [...path, 'version'], message, hint: `the latest is ${latest}` }
}
