import type { Command } from 'commander'
import { type DiagnosticFormat, diagnosticFormats } from '../diagnostics/diagnostic-format.ts'
import { type GraphFormat, graphFormats } from '../graph/graph-format.ts'
import type { Accept } from './accept.ts'
import { kindAndNames } from './look.ts'
import { choice, collect, examples } from './options.ts'
import { runRefs } from './run.ts'

const filename = '-f, --filename <path>'
const fileHelp = 'file, folder or - (standard input); may be given several times'

export const addFileCommands = (program: Command, accept: Accept): void => {
  program
    .command('apply')
    .description('store definitions, and apply what else the files have to the cluster')
    .requiredOption(filename, fileHelp, collect)
    .addHelpText('after', examples('millrace apply -f pipelines/', 'cat build.yaml | millrace apply -f -'))
    .action((flags: { filename: string[] }) => accept({ command: 'apply', files: flags.filename }))

  program
    .command('delete')
    .description('delete definitions, runs that are over and the claims they made, or objects of the cluster')
    .argument('[kind]', 'dag, dagtask, run, or what else the cluster has')
    .argument('[name...]')
    .option(filename, `${fileHelp}: what it names is deleted`, collect)
    .addHelpText(
      'after',
      examples('millrace delete dag build', 'millrace delete run build-x7k2p', 'millrace delete -f build.yaml'),
    )
    .action((kind: string | undefined, names: string[], { filename: files = [] }: { filename?: string[] }) => {
      accept({ command: 'delete', files, ...(kind === undefined ? { names: [] } : kindAndNames(kind, names)) })
    })

  program
    .command('validate')
    .description('check files, without storing or starting anything')
    .argument('[path...]', 'files and folders, with all folders in them (default: .)')
    .option('--strict', 'warnings count as errors')
    .addOption(choice('-o, --output <format>', 'how it is printed', diagnosticFormats))
    .addHelpText(
      'after',
      examples('millrace validate pipelines/', 'millrace validate -o github', 'cat build.yaml | millrace validate -'),
    )
    .action((paths: string[], { strict = false, output = 'pretty' }: { strict?: boolean; output?: DiagnosticFormat }) =>
      accept({ command: 'validate', paths: paths.length === 0 ? ['.'] : paths, strict, output }),
    )

  program
    .command('graph')
    .description('draw the tasks of a DAG or of a run')
    .argument('[dag|run]', `name of a DAG, or a run: ${runRefs}`)
    .option(filename, fileHelp, collect)
    .addOption(choice('-o, --output <format>', 'text, or a language for diagrams', graphFormats))
    .addHelpText(
      'after',
      examples('millrace graph -f build.yaml', 'millrace graph build -o mermaid', 'millrace graph @latest'),
    )
    .action((target: string | undefined, flags: { filename?: string[]; output?: GraphFormat }) => {
      const { filename: files = [], output = 'text' } = flags
      const isPath = target !== undefined && files.length === 0 && /\.(ya?ml|json)$/.test(target)
      accept({ command: 'graph', files: isPath ? [target] : files, target: isPath ? undefined : target, output })
    })
}
