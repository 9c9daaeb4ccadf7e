import { usageError } from '../command-error.ts'
import type { Invocation } from '../grammar/invocation.ts'
import type { CommonOptions } from '../grammar/options.ts'
import { chooseContext } from './choose-context.ts'
import { type Context, local } from './context.ts'

/** These do not care where runs are, and must work when nobody can say. */
const anywhere: ReadonlySet<Invocation['command']> = new Set(['context', 'version', 'simulate'])

/** Where the runs are that a command is about. */
export const contextOf = async (
  { common, invocation }: { common: CommonOptions; invocation: Invocation },
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Context> => {
  const isOfQueue = invocation.command === 'submit' && invocation.queue !== undefined
  if (isOfQueue && common.context !== undefined)
    throw usageError('--queue stands in place of a context', 'leave out one of --queue and --context')
  return isOfQueue || anywhere.has(invocation.command) ? local : chooseContext(common, environment)
}
