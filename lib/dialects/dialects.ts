import type { Dialect } from './dialect.ts'
import { kontroler } from './kontroler/kontroler.ts'
import { tekton } from './tekton/tekton.ts'
import type { SourceDocument } from './yaml/document.ts'

/** Every language that definitions may be written in. */
export const dialects: readonly Dialect[] = [kontroler, tekton]

/** The dialect that a document is written in, by its apiVersion. */
export const dialectOf = (document: SourceDocument): Dialect | undefined => {
  const { value } = document
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, 'apiVersion')) return undefined
  const { apiVersion } = value as { apiVersion: unknown }
  return typeof apiVersion === 'string' ? dialects.find((dialect) => dialect.speaks(apiVersion)) : undefined
}
