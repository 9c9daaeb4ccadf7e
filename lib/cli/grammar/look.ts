import type { Command } from 'commander'
import { type OutputFormat, outputFormats } from '../show/output-format.ts'
import type { Accept } from './accept.ts'
import { choice, examples, wholeNumber } from './options.ts'
import { runRefs } from './run.ts'

const kinds = 'runs, dags, dagtasks, pods, or what else the cluster has'

export const addLookCommands = (program: Command, accept: Accept): void => {
  program
    .command('get')
    .description('list runs, definitions, or objects of the cluster')
    .argument('<kind>', kinds)
    .argument('[name...]', 'only these')
    .option('-A, --all-namespaces', 'of every namespace')
    .option('--limit <n>', 'at most so many runs, the newest first', wholeNumber, 50)
    .addOption(choice('-o, --output <format>', 'how it is printed', outputFormats))
    .addHelpText(
      'after',
      examples(
        'millrace get runs',
        'millrace get run @latest -o json',
        'millrace get dags -A',
        'millrace get dag build -o yaml',
      ),
    )
    .action(
      (kind: string, names: string[], flags: { allNamespaces?: boolean; limit: number; output?: OutputFormat }) => {
        const { allNamespaces = false, limit, output = 'table' } = flags
        accept({ command: 'get', ...kindAndNames(kind, names), allNamespaces, limit, output })
      },
    )

  program
    .command('describe')
    .description('tell everything about runs or definitions')
    .argument('<kind>', 'run, dag or dagtask')
    .argument('[name...]', `for runs: ${runRefs}`)
    .addHelpText('after', examples('millrace describe run @latest', 'millrace describe dag build'))
    .action((kind: string, names: string[]) => accept({ command: 'describe', ...kindAndNames(kind, names) }))

  program
    .command('logs')
    .description('print what the tasks of a run wrote, while it runs or long after')
    .argument('<run>', runRefs)
    .argument('[task]', 'only this task')
    .option('-f, --follow', 'go on until the run has ended')
    .option('--attempt <n>', 'of this attempt, from 1 (default: the last one)', wholeNumber)
    .option('--failed', 'only of tasks that failed')
    .addHelpText(
      'after',
      examples('millrace logs @latest', 'millrace logs build-x7k2p compile --attempt 1', 'millrace logs -f @latest'),
    )
    .action(
      (ref: string, task: string | undefined, flags: { follow?: boolean; attempt?: number; failed?: boolean }) => {
        const { follow = false, attempt, failed = false } = flags
        accept({ command: 'logs', ref, task, follow, attempt, failed })
      },
    )

  program
    .command('cancel')
    .description('cancel runs: nothing new starts, what runs is stopped')
    .argument('<run...>', runRefs)
    .option('-y, --yes', 'do not ask')
    .option('--reason <text>', 'why, for whoever looks at the run later')
    .addHelpText('after', examples('millrace cancel @latest -y', 'millrace cancel build-x7k2p --reason "wrong branch"'))
    .action((refs: string[], { yes = false, reason }: { yes?: boolean; reason?: string }) =>
      accept({ command: 'cancel', refs, yes, reason }),
    )
}

/** `run/x` is kubectl's other way to write `run x`. */
export const kindAndNames = (kind: string, names: readonly string[]): { kind: string; names: string[] } => {
  const slash = kind.indexOf('/')
  return slash < 0
    ? { kind, names: [...names] }
    : { kind: kind.slice(0, slash), names: [kind.slice(slash + 1), ...names] }
}
