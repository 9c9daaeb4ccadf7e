import type * as z from 'zod'
import { isObject } from '../../canonical-json.ts'
import type { SourceDocument } from '../../yaml/document.ts'
import { Pipeline } from '../schema/pipeline.ts'
import { PipelineRun, TaskRun } from '../schema/run.ts'
import { Task } from '../schema/task.ts'
import { foldCase } from './fold-case.ts'
import { rewritten } from './moved.ts'
import { upgrade } from './upgrade.ts'

export const schemas: Readonly<Record<string, z.ZodType>> = { Task, Pipeline, TaskRun, PipelineRun }

/** The document as v1 with the schema's spelling. Places are looked up where the author wrote them. */
export const asV1 = (document: SourceDocument): SourceDocument => {
  const { value } = document
  if (!isObject(value)) return document
  const { kind, apiVersion } = value
  const schema = typeof kind === 'string' && Object.hasOwn(schemas, kind) ? schemas[kind] : undefined
  if (!schema) return document
  const spelled = folded(document, schema)
  if (apiVersion !== 'tekton.dev/v1beta1') return spelled
  const upgraded = upgrade(spelled.value as Record<string, unknown>)
  return folded(rewritten(spelled, upgraded.value, upgraded.moves), schema)
}

const folded = (document: SourceDocument, schema: z.ZodType): SourceDocument => {
  const { value, moves } = foldCase(schema, document.value)
  return rewritten(document, value, moves)
}
