import { YAMLException } from 'js-yaml'
import type { Code } from '../codes.ts'
import { byPlace, type Diagnostic } from '../diagnostic.ts'
import type { Place, SourceDocument } from './document.ts'
import { linesOf } from './lines.ts'
import { expandList } from './list.ts'
import { locator } from './locate.ts'
import { type Chunk, splitDocuments } from './split.ts'
import { maxDepth, type Node, treesOf } from './tree.ts'
import { valueOf } from './value.ts'

/** Characters of a file that are read. */
export const maxCharacters = 2_000_000

/**
 * Reads a file of YAML documents as kubectl reads it, lists of objects taken apart. A document with an error of syntax
 * is missing from `documents`; one whose values are wrong is there, so that the rest of it can be checked too.
 * Takes about 0.2 s for a megabyte.
 */
export const readDocuments = (
  text: string,
  file: string,
): { documents: SourceDocument[]; diagnostics: Diagnostic[] } => {
  if (text.length > maxCharacters) {
    const message = `the file has ${text.length} characters, more than ${maxCharacters}`
    const hint = 'split it, or use shorter scripts'
    return {
      documents: [],
      diagnostics: [{ severity: 'error', code: 'DocumentTooLarge', message, file, line: 1, column: 1, hint }],
    }
  }
  const results = splitDocuments(text.replace(/^\uFEFF/, '')).map((chunk) => readChunk(chunk, file))
  return {
    documents: results.flatMap(({ document }) => (document ? expandList(document) : [])),
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics.sort(byPlace)),
  }
}

interface Result {
  document?: SourceDocument
  diagnostics: Diagnostic[]
}

const readChunk = (chunk: Chunk, file: string): Result => {
  const place = (): ReturnType<typeof linesOf> => linesOf(chunk.text, chunk.line)
  const failed = (code: Code, message: string, at: Place): Result => ({
    diagnostics: [{ severity: 'error', code, message, file, ...at }],
  })
  try {
    const [root, second] = treesOf(chunk.text)
    if (second)
      return failed(
        'ContentAfterEnd',
        'there is content after the end of the document (`...`)',
        placeOf(second, place()),
      )
    return root ? readRoot(chunk, file, root) : { diagnostics: [] }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const at = place()(Math.min(error.mark?.position ?? 0, chunk.text.length))
    if (error.reason.includes('maxDepth'))
      return failed('TooDeep', `the document is nested more than ${maxDepth} levels deep`, at)
    return failed('YamlSyntax', error.reason, at)
  }
}

const fatal = new Set<Code>(['TooDeep', 'TooManyAliases'])

const readRoot = (chunk: Chunk, file: string, root: Node): Result => {
  const { value, problems } = valueOf(root)
  const place = problems.length > 0 ? linesOf(chunk.text, chunk.line) : undefined
  const diagnostics = problems.map(({ at, ...rest }) => ({ ...rest, file, ...placeOf(at, place!) }))
  if (value === null || problems.some(({ code }) => fatal.has(code))) return { diagnostics }
  return { document: documentOf(chunk, file, value), diagnostics }
}

/** The places are looked up in a tree that is made again when the first one is asked for: a right file needs none. */
const documentOf = (chunk: Chunk, file: string, value: unknown): SourceDocument => {
  let find: SourceDocument['locate'] | undefined
  const prepare = (): SourceDocument['locate'] => {
    const nodeAt = locator(treesOf(chunk.text)[0]!)
    const place = linesOf(chunk.text, chunk.line)
    return (path, what) => placeOf(nodeAt(path, what), place)
  }
  return {
    file,
    text: chunk.text,
    value,
    locate: (path, what) => (find ??= prepare())(path, what),
  }
}

const placeOf = (node: Node, place: ReturnType<typeof linesOf>): Place => place(Math.max(node.start, 0), node.end)
