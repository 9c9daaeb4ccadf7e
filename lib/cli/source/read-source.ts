import { hasErrors } from '../../dialects/diagnostic.ts'
import { type Sorted, type Spoken, sortDocuments } from '../../dialects/sort-documents.ts'
import type { Definitions } from '../../ports/definitions.ts'
import type { Cli } from '../cli.ts'
import { CommandError, usageError } from '../command-error.ts'
import { renderDiagnostics, tally } from '../diagnostics/report.ts'
import { checkDocuments, forgiveUnknown } from './check-documents.ts'
import { readFiles, type SourceFile } from './read-files.ts'

/** Files that were read, and what is in them. */
export interface Source {
  files: SourceFile[]
  sorted: Sorted
}

export const readSource = async (paths: readonly string[]): Promise<Source> => {
  const files = await readFiles(paths)
  if (files.length === 0) throw new CommandError(`no YAML or JSON files in ${paths.join(', ')}`)
  return { files, sorted: sortDocuments(files) }
}

/** Where a document belongs: the namespace that it names, else the one of the command. */
export const namespaceOf =
  (cli: Pick<Cli, 'namespace'>) =>
  ({ namespace }: Pick<Spoken, 'namespace'>): string =>
    namespace ?? cli.namespace

/**
 * Checks everything together, on top of what is stored, and shows what is wrong on standard error. What is stored
 * `elsewhere` cannot be looked at: then it is no error that something is not there.
 * Throws when there are errors: then nothing has been stored, nor anything else been done.
 */
export const assertGood = async (
  cli: Cli,
  { files, sorted }: Source,
  definitions: Definitions | 'elsewhere' | undefined,
  undone = 'nothing was stored and nothing started',
): Promise<void> => {
  assertNamespace(cli, sorted)
  const found = await checkDocuments(sorted, {
    definitions: definitions === 'elsewhere' ? undefined : definitions,
    namespaceOf: namespaceOf(cli),
    files: files.map(({ file }) => file),
  })
  const diagnostics = definitions === 'elsewhere' ? forgiveUnknown(found) : found
  if (diagnostics.length === 0) return
  const text = new Map(files.map((file) => [file.file, file.text]))
  const terminal = { paint: cli.terminal.paintErr, ascii: cli.terminal.ascii }
  cli.terminal.err(`${renderDiagnostics(diagnostics, 'pretty', { terminal, source: (file) => text.get(file) })}\n`)
  if (hasErrors(diagnostics)) throw new CommandError(`${tally(diagnostics)}; ${undone}`)
}

const assertNamespace = ({ namespace, namespaceGiven }: Cli, { definitions, runs }: Sorted): void => {
  if (!namespaceGiven) return
  const other = [...definitions, ...runs].find(
    (spoken) => spoken.namespace !== undefined && spoken.namespace !== namespace,
  )
  if (!other) return
  const message = `${other.document.file}: ${other.kind} ${other.name} is in namespace ${other.namespace}, not ${namespace}`
  throw usageError(message, 'leave -n out, or take the namespace out of the document')
}
