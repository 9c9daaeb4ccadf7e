import { checkMetadata } from '../check-metadata.ts'
import { byPlace, type Diagnostic } from '../diagnostic.ts'
import { type Issue, toDiagnostic } from '../issue.ts'
import { checkShape } from '../shape.ts'
import { didYouMean } from '../suggest.ts'
import type { SourceDocument } from '../yaml/document.ts'
import { checkDag } from './check-dag.ts'
import { checkRunParameters } from './check-parameters.ts'
import { checkWork } from './check-work.ts'
import { apiVersion, Dag, DagRun, DagTask } from './schema.ts'

/** Everything wrong with one document by itself, in the order of its lines. */
export const check = (document: SourceDocument): Diagnostic[] =>
  inspect(document)
    .map((issue) => toDiagnostic(document, issue))
    .sort(byPlace)

const inspect = (document: SourceDocument): Issue[] => {
  const head = document.value as { apiVersion?: unknown; kind?: unknown }
  if (head.apiVersion !== apiVersion) {
    const message = `Kontroler has no apiVersion ${JSON.stringify(head.apiVersion)}`
    return [{ code: 'UnknownApiVersion', path: ['apiVersion'], message, hint: `did you mean "${apiVersion}"?` }]
  }
  const inspectKind = typeof head.kind === 'string' && Object.hasOwn(kinds, head.kind) ? kinds[head.kind] : undefined
  if (inspectKind) return inspectKind(document)
  if (head.kind === undefined)
    return [{ code: 'MissingField', path: ['kind'], message: 'kind is missing', hint: `one of ${kindNames}` }]
  const hint =
    (typeof head.kind === 'string' ? didYouMean(head.kind, Object.keys(kinds)) : undefined) ?? `one of ${kindNames}`
  return [{ code: 'UnknownKind', path: ['kind'], message: `Kontroler has no kind ${JSON.stringify(head.kind)}`, hint }]
}

const inspectDag = (document: SourceDocument): Issue[] => {
  const { value, issues } = checkShape(Dag, document.value)
  const spec = value.spec ? checkDag(value.spec, document) : []
  return [...issues, ...checkMetadata(value.metadata, { generated: false }), ...spec]
}

const inspectDagTask = (document: SourceDocument): Issue[] => {
  const { value, issues } = checkShape(DagTask, document.value)
  const what = value.metadata?.name ? `DagTask "${value.metadata.name}"` : 'the DagTask'
  const spec = value.spec ? checkWork(value.spec, { path: ['spec'], what }) : []
  const unused: Issue[] = value.spec?.runAfter
    ? [
        {
          code: 'IgnoredField',
          severity: 'warning',
          path: ['spec', 'runAfter'],
          at: 'key',
          message: 'runAfter has no effect in a DagTask',
          hint: 'set it in the task of the DAG',
        },
      ]
    : []
  return [...issues, ...checkMetadata(value.metadata, { generated: false }), ...spec, ...unused]
}

const inspectDagRun = (document: SourceDocument): Issue[] => {
  const { value, issues } = checkShape(DagRun, document.value)
  const spec = checkRunParameters(value.spec?.parameters ?? [])
  if (value.spec?.dagName === '')
    spec.push({
      code: 'MissingField',
      path: ['spec', 'dagName'],
      message: 'spec.dagName is empty',
      hint: 'name the DAG to run',
    })
  return [...issues, ...checkMetadata(value.metadata, { generated: true }), ...spec]
}

const inspectWorkerPool = (): Issue[] => [
  {
    code: 'WorkersNotNeeded',
    path: ['kind'],
    message: 'a WorkerPool is not run: Millrace needs no workers',
    hint: 'leave the document out',
  },
]

const kinds: Record<string, (document: SourceDocument) => Issue[]> = {
  DAG: inspectDag,
  DagTask: inspectDagTask,
  DagRun: inspectDagRun,
  WorkerPool: inspectWorkerPool,
}
const kindNames = ['DAG', 'DagTask', 'DagRun'].join(', ')
