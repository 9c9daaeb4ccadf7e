import type { Cli } from '../cli.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { GetInvocation } from '../grammar/invocation.ts'
import { openExisting } from '../host/session.ts'
import { kindOf } from '../show/kind.ts'

/** `millrace get`: runs and definitions from the store, everything else from the cluster of whoever hosts the folder. */
export const get = async (cli: Cli, invocation: GetInvocation): Promise<ExitCode> => {
  const kind = kindOf(invocation.kind)
  const session = openExisting(cli.data)
  switch (kind.type) {
    case 'run':
      await (await import('../show/get-runs.ts')).getRuns(cli, session, invocation)
      return exitCodes.ok
    case 'definition':
      await (await import('../show/get-definitions.ts')).getDefinitions(cli, session, {
        ...invocation,
        kinds: kind.kinds,
      })
      return exitCodes.ok
    case 'object':
      await (await import('../show/get-objects.ts')).getObjects(cli, session, {
        ...invocation,
        resource: kind.resource,
      })
      return exitCodes.ok
  }
}
