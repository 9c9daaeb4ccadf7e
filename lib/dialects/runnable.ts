import type { Sorted, Spoken } from './sort-documents.ts'

/** Kinds that a run can be made for; the first that a file has is what the file is about. */
export const runnableKinds: readonly (readonly string[])[] = [['DAG', 'Pipeline'], ['Task']]

/** The definitions that documents without a run are about. */
export const candidatesOf = ({ definitions }: Pick<Sorted, 'definitions'>): Spoken[] => {
  for (const kinds of runnableKinds) {
    const found = definitions.filter(({ kind }) => kinds.includes(kind))
    if (found.length > 0) return found
  }
  return []
}
