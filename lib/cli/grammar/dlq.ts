import type { Command } from 'commander'
import type { Accept } from './accept.ts'
import type { DlqInvocation } from './invocation.ts'
import { choice, examples, wholeNumber } from './options.ts'

type ListFlags = { limit: number; output?: Extract<DlqInvocation, { action: 'list' }>['output'] }

export const addDlqCommands = (program: Command, accept: Accept): void => {
  const dlq = program
    .command('dlq')
    .description('look at messages that were given up, and put them back on their queues')
    .addHelpText(
      'after',
      examples('millrace dlq list', 'millrace dlq show ID', 'millrace dlq redrive ID', 'millrace dlq redrive --all'),
    )

  dlq
    .command('list')
    .description('a line for each, the newest first')
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .addOption(choice('-o, --output <format>', 'how it is printed', ['table', 'json']))
    .addHelpText('after', examples('millrace dlq list', 'millrace dlq list -o json'))
    .action(({ limit, output = 'table' }: ListFlags) => accept({ command: 'dlq', action: 'list', limit, output }))

  dlq
    .command('show')
    .description('why one was given up, its run, and its body')
    .argument('<id>', 'as the list has it')
    .addHelpText('after', examples('millrace dlq show ID'))
    .action((id: string) => accept({ command: 'dlq', action: 'show', id }))

  dlq
    .command('redrive')
    .description('put messages back on the queues they came from')
    .argument('[id...]', 'as the list has them')
    .option('--all', 'all there are')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples('millrace dlq redrive ID', 'millrace dlq redrive --all -y'))
    .action((ids: string[], { all = false, yes = false }: { all?: boolean; yes?: boolean }) =>
      accept({ command: 'dlq', action: 'redrive', ids, all, yes }),
    )
}
