import type { Command } from 'commander'
import type { Accept } from './accept.ts'
import type { AuditFormat } from './invocation.ts'
import { choice, examples } from './options.ts'
import { runRefs } from './run.ts'

const output = () => choice('-o, --output <format>', 'how it is printed', ['table', 'json'])

export const addAuditCommands = (program: Command, accept: Accept): void => {
  program
    .command('fsck')
    .description('look for what is damaged or left over, in the data folder and in its cluster')
    .option('--repair', 'put right what can be put right; the log of a run is never changed')
    .addOption(output())
    .addHelpText('after', examples('millrace fsck', 'millrace fsck --repair', 'millrace fsck -o json'))
    .action(({ repair = false, output: format = 'table' }: { repair?: boolean; output?: AuditFormat }) =>
      accept({ command: 'fsck', repair, output: format }),
    )

  program
    .command('replay')
    .description('fold the log of a run again, entry by entry, and compare with what is stored')
    .argument('<run>', runRefs)
    .addOption(output())
    .addHelpText('after', examples('millrace replay @latest', 'millrace replay build-x7k2p -o json'))
    .action((ref: string, { output: format = 'table' }: { output?: AuditFormat }) =>
      accept({ command: 'replay', ref, output: format }),
    )
}
