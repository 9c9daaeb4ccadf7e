import type { Path, SourceDocument } from '../../yaml/document.ts'

/** Where a part of a rewritten document stood before: new path as JSON → old path. */
export type Moves = Map<string, Path>

export const keyOf = (path: Path): string => JSON.stringify(path)

/** The document with another value, whose places are still those that the author knows. */
export const rewritten = (document: SourceDocument, value: unknown, moves: Moves): SourceDocument =>
  moves.size === 0 && value === document.value
    ? document
    : {
        file: document.file,
        get text() {
          return document.text
        },
        value,
        locate: (path, what) => document.locate(before(path, moves), what),
      }

/** By the longest part of the path that has moved. */
const before = (path: Path, moves: Moves): Path => {
  for (let length = path.length; length > 0; length -= 1) {
    const old = moves.get(keyOf(path.slice(0, length)))
    if (old) return [...old, ...path.slice(length)]
  }
  return path
}
