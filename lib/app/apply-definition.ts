import type { Dialect } from '../dialects/dialect.ts'
import type { SourceDocument } from '../dialects/yaml/document.ts'
import type { Clock } from '../ports/clock.ts'
import type { DefinitionRef, Definitions } from '../ports/definitions.ts'
import { sha256 } from './run-id.ts'

export interface Applied extends DefinitionRef {
  version: number
  created: boolean
}

/** Stores a definition that has no errors; the same meaning as the latest version is that version. */
export const createApplyDefinition =
  ({ definitions, clock }: { definitions: Definitions; clock: Clock }) =>
  async (dialect: Dialect, document: SourceDocument, ref: DefinitionRef): Promise<Applied> => {
    const hash = sha256(dialect.meaning(document))
    const stored = await definitions.put({ ...ref, hash, text: document.text, createdAt: clock.now() })
    return { ...ref, ...stored }
  }
