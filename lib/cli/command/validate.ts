import { type Diagnostic, hasErrors } from '../../dialects/diagnostic.ts'
import { sortDocuments } from '../../dialects/sort-documents.ts'
import type { Cli } from '../cli.ts'
import { count, renderDiagnostics, tally } from '../diagnostics/report.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { ValidateInvocation } from '../grammar/invocation.ts'
import { openExistingPlace } from '../place/open-place.ts'
import { checkDocuments, forgiveUnknown } from '../source/check-documents.ts'
import { readFiles } from '../source/read-files.ts'
import { namespaceOf } from '../source/read-source.ts'

/** `millrace validate`: checks files by themselves, with each other, and with what is stored, if anything is. */
export const validate = async (cli: Cli, { paths, strict, output }: ValidateInvocation): Promise<ExitCode> => {
  const began = performance.now()
  const { terminal } = cli
  const files = await readFiles(paths, { recursive: true })
  const diagnostics = forgiveUnknown(
    await checkDocuments(sortDocuments(files), {
      definitions: (await openExistingPlace(cli))?.store.definitions,
      namespaceOf: namespaceOf(cli),
      files: files.map(({ file }) => file),
    }),
  )
  const text = new Map(files.map((file) => [file.file, file.text]))
  if (diagnostics.length > 0 || output === 'json')
    terminal.out(renderDiagnostics(diagnostics, output, { terminal, source: (file) => text.get(file) }))
  const isGood = !hasErrors(diagnostics) && !(strict && diagnostics.length > 0)
  if (output === 'pretty')
    terminal.err(summary(cli, diagnostics, { files: files.length, ms: performance.now() - began, isGood }))
  return isGood ? exitCodes.ok : exitCodes.failed
}

const summary = (
  { terminal }: Cli,
  diagnostics: readonly Diagnostic[],
  { files, ms, isGood }: { files: number; ms: number; isGood: boolean },
): string => {
  const { icons, paintErr } = terminal
  const icon = isGood ? paintErr('green', icons.phase.Succeeded) : paintErr('red', icons.phase.Failed)
  return `${diagnostics.length > 0 ? '\n' : ''}${icon} ${tally(diagnostics)} in ${count(files, 'file')} (${Math.round(ms)} ms)`
}
