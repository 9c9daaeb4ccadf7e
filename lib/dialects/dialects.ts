import type { Dialect } from './dialect.ts'
import type { SourceDocument } from './yaml/document.ts'

export const dialects: readonly Dialect[] = []
export const dialectOf = (_document: SourceDocument): Dialect | undefined => undefined
