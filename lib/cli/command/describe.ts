import type { Cli } from '../cli.ts'
import { usageError } from '../command-error.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { DescribeInvocation } from '../grammar/invocation.ts'
import { openExistingPlace } from '../place/open-place.ts'
import { kindOf } from '../show/kind.ts'
import { notFound } from '../show/not-found.ts'

/** `millrace describe`: what is known of runs and of definitions, for people. */
export const describe = async (cli: Cli, { kind: text, names }: DescribeInvocation): Promise<ExitCode> => {
  const kind = kindOf(text)
  if (kind.type === 'object')
    throw usageError(`describe knows runs and definitions, not ${text}`, `use: millrace get ${text} -o yaml`)
  if (names.length === 0) throw usageError(`which ${text}?`, `give its name, such as: millrace describe ${text} NAME`)
  const place = await openExistingPlace(cli)
  for (const [index, name] of names.entries()) {
    if (!place) throw notFound(kind.type === 'run' ? 'run' : kind.kinds[0]!, name, cli.namespace)
    if (index > 0) cli.terminal.out('')
    if (kind.type === 'run') await (await import('../show/describe-run.ts')).describeRun(cli, place, name)
    else
      await (await import('../show/describe-definition.ts')).describeDefinition(cli, place, {
        name,
        kinds: kind.kinds,
      })
  }
  return exitCodes.ok
}
