import { Command, CommanderError } from 'commander'
import { type ExitCode, exitCodes, exitCodesHelp } from '../exit-code.ts'
import type { Accept } from './accept.ts'
import { addAuditCommands } from './audit.ts'
import { addContextCommands } from './context.ts'
import { addDlqCommands } from './dlq.ts'
import { addFileCommands } from './files.ts'
import type { Invocation } from './invocation.ts'
import { addLookCommands } from './look.ts'
import { addCommonOptions, type CommonOptions, examples } from './options.ts'
import { addRunCommands } from './run.ts'
import { addSimulateCommand } from './simulate.ts'
import { addSubmitCommand } from './submit.ts'

/** `help TOPIC` for what is no command. */
const helpTopics: Readonly<Record<string, string>> = { 'exit-codes': exitCodesHelp }

/** What a command line means, or what it is answered with at once. */
export type Parsed =
  | { type: 'invocation'; invocation: Invocation; common: CommonOptions }
  | { type: 'answer'; text: string; exitCode: ExitCode }

/** What others call things that Millrace calls differently. */
const otherNames: Readonly<Record<string, string>> = {
  start: 'run',
  create: 'apply',
  lint: 'validate',
  list: 'get',
  ls: 'get',
  stop: 'cancel',
  terminate: 'cancel',
  rm: 'delete',
}

/** Reads a command line, the program's own name left out. */
export const parse = (argv: readonly string[]): Parsed => {
  const [first, second] = argv
  if (first === '--version' || first === '-V')
    return { type: 'invocation', invocation: { command: 'version' }, common: {} }
  const topic = first === 'help' && second !== undefined ? helpTopics[second] : undefined
  if (topic !== undefined) return { type: 'answer', text: topic, exitCode: exitCodes.ok }
  let text = ''
  let invocation: Invocation | undefined
  const program = createProgram({
    accept: (found) => {
      invocation = found
    },
    write: (more) => {
      text += more
    },
  })
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    const isHelp = error.exitCode === 0
    const hint = error.code === 'commander.unknownCommand' ? otherName(argv) : ''
    return { type: 'answer', text: `${text}${hint}`.trimEnd(), exitCode: isHelp ? exitCodes.ok : exitCodes.usage }
  }
  if (!invocation) return { type: 'answer', text: program.helpInformation().trimEnd(), exitCode: exitCodes.usage }
  return { type: 'invocation', invocation, common: program.opts<CommonOptions>() }
}

const otherName = (argv: readonly string[]): string => {
  const known = argv.find((argument) => Object.hasOwn(otherNames, argument))
  return known === undefined ? '' : `(Did you mean ${otherNames[known]}?)\n`
}

const createProgram = ({ accept, write }: { accept: Accept; write: (text: string) => void }): Command => {
  const program = new Command('millrace')
  program
    .description('Runs DAGs of containers, written in the YAML of Kontroler, with no always-on control plane.')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write })
    .configureHelp({ showGlobalOptions: true, helpWidth: 110 })
    .showHelpAfterError('(--help shows what the command takes)')
  addCommonOptions(program)
  addRunCommands(program, accept)
  addSubmitCommand(program, accept)
  addLookCommands(program, accept)
  addFileCommands(program, accept)
  addAuditCommands(program, accept)
  addDlqCommands(program, accept)
  addSimulateCommand(program, accept)
  addContextCommands(program, accept)
  program
    .command('dev')
    .description('host the data folder until it is stopped, for any number of terminals')
    .addHelpText('after', examples('millrace dev', 'millrace dev --data /tmp/try'))
    .action(() => accept({ command: 'dev' }))
  program
    .command('version')
    .description('print the version')
    .action(() => accept({ command: 'version' }))
  program.option('-V, --version', 'print the version')
  program.helpCommand('help [command]', 'help for a command; millrace help exit-codes lists the exit codes')
  return program
}
