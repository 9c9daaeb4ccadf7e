import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ColourMode } from '../terminal/paint.ts'
import { parseDuration } from '../text/duration.ts'

/** What every command takes, before its name or after. Absent where it was not given. */
export interface CommonOptions {
  context?: string
  data?: string
  namespace?: string
  color?: ColourMode | false
  ascii?: boolean
  debug?: boolean
}

export const addCommonOptions = (program: Command): Command =>
  program
    .option(
      '-c, --context <name>',
      'data folder or stage (default: MILLRACE_CONTEXT, else what millrace context use said)',
    )
    .option('--data <dir>', 'data folder (default: MILLRACE_DATA, else .millrace here)')
    .option('-n, --namespace <name>', 'namespace (default: MILLRACE_NAMESPACE, else default)')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']))
    .option('--no-color', 'the same as --color never')
    .option('--ascii', 'no characters beyond ASCII')
    .option('--debug', 'show stacks, and what the engine has to say')

/** Milliseconds, from `90s`, `1h30m` or plain seconds. */
export const duration = (text: string): number => {
  const ms = parseDuration(text)
  if (ms === undefined) throw new InvalidArgumentError('A duration is such as 90s, 10m or 1h30m.')
  return ms
}

export const wholeNumber = (text: string): number => {
  if (!/^[1-9][0-9]*$/.test(text)) throw new InvalidArgumentError('A whole number from 1 is needed.')
  return Number(text)
}

/** For options that may be given several times. */
export const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]

export const choice = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description).choices([...choices])

/** Examples below the options of a command's help. */
export const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`
