import { hasSlotCharacters } from '../../core/slot.ts'
import { checkMetadata } from '../check-metadata.ts'
import { byPlace, type Diagnostic } from '../diagnostic.ts'
import { type Issue, toDiagnostic } from '../issue.ts'
import { checkShape } from '../shape.ts'
import { didYouMean } from '../suggest.ts'
import type { SourceDocument } from '../yaml/document.ts'
import { checkPipeline } from './check/check-pipeline.ts'
import { checkPipelineRun, checkTaskRun } from './check/check-run.ts'
import { checkTask } from './check/check-task.ts'
import { once } from './check/once.ts'
import { asV1 } from './read/as-v1.ts'
import { Pipeline } from './schema/pipeline.ts'
import { apiVersion, apiVersions } from './schema/resource.ts'
import { PipelineRun, TaskRun } from './schema/run.ts'
import { Task } from './schema/task.ts'

/** Everything wrong with one document by itself, in the order of its lines. */
export const check = (document: SourceDocument): Diagnostic[] => {
  const read = asV1(document)
  return once(inspect(read).map((issue) => toDiagnostic(read, issue))).sort(byPlace)
}

const inspect = (document: SourceDocument): Issue[] => {
  const head = document.value as { apiVersion?: unknown; kind?: unknown }
  const { kind } = head
  if (typeof kind === 'string' && Object.hasOwn(laterKinds, kind))
    return [{ code: 'NotSupportedYet', path: ['kind'], message: `${laterKinds[kind]} are not supported yet` }]
  if (!apiVersions.includes(String(head.apiVersion))) {
    const message = `Tekton has no apiVersion ${JSON.stringify(head.apiVersion)} of this kind`
    return [{ code: 'UnknownApiVersion', path: ['apiVersion'], message, hint: `did you mean "${apiVersion}"?` }]
  }
  const inspectKind = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (inspectKind) return [...reservedCharacters(document), ...inspectKind(document)]
  if (kind === undefined)
    return [{ code: 'MissingField', path: ['kind'], message: 'kind is missing', hint: `one of ${kindNames}` }]
  const hint = (typeof kind === 'string' ? didYouMean(kind, Object.keys(kinds)) : undefined) ?? `one of ${kindNames}`
  return [{ code: 'UnknownKind', path: ['kind'], message: `Tekton has no kind ${JSON.stringify(kind)}`, hint }]
}

/** They mark where values are filled in. */
const reservedCharacters = ({ value }: SourceDocument): Issue[] => {
  if (!hasSlotCharacters(JSON.stringify(value))) return []
  const message = 'a text has the character U+E000 or U+E001, which Millrace keeps for itself'
  return [{ code: 'InvalidValue', path: [], message, hint: 'these have no meaning in Unicode: remove them' }]
}

const inspectTask = (document: SourceDocument): Issue[] => {
  const { value, issues } = checkShape(Task, document.value)
  const spec = value.spec ? checkTask(value.spec, ['spec'], { isInline: false }) : []
  return [...issues, ...checkMetadata(value.metadata, { generated: false }), ...spec]
}

const inspectPipeline = (document: SourceDocument): Issue[] => {
  const { value, issues } = checkShape(Pipeline, document.value)
  const spec = value.spec ? checkPipeline(value.spec, { path: ['spec'], isInline: false, document }) : []
  return [...issues, ...checkMetadata(value.metadata, { generated: false }), ...spec]
}

const inspectTaskRun = (document: SourceDocument): Issue[] => {
  const { value, issues } = checkShape(TaskRun, document.value)
  const spec = value.spec ? checkTaskRun(value.spec) : []
  return [...issues, ...checkMetadata(value.metadata, { generated: true }), ...spec]
}

const inspectPipelineRun = (document: SourceDocument): Issue[] => {
  const { value, issues } = checkShape(PipelineRun, document.value)
  const spec = value.spec ? checkPipelineRun(value.spec, document) : []
  return [...issues, ...checkMetadata(value.metadata, { generated: true }), ...spec]
}

const kinds: Record<string, (document: SourceDocument) => Issue[]> = {
  Task: inspectTask,
  Pipeline: inspectPipeline,
  TaskRun: inspectTaskRun,
  PipelineRun: inspectPipelineRun,
}
const kindNames = Object.keys(kinds).join(', ')

const laterKinds: Record<string, string> = {
  StepAction: 'StepActions',
  CustomRun: 'custom tasks',
  Run: 'custom tasks',
}
