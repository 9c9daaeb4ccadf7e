import type { Cli } from '../cli.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { GetInvocation } from '../grammar/invocation.ts'
import { openExistingPlace } from '../place/open-place.ts'
import { kindOf } from '../show/kind.ts'

/** `millrace get`: runs and definitions from the store, everything else from the cluster. */
export const get = async (cli: Cli, invocation: GetInvocation): Promise<ExitCode> => {
  const kind = kindOf(invocation.kind)
  const place = await openExistingPlace(cli)
  switch (kind.type) {
    case 'run':
      await (await import('../show/get-runs.ts')).getRuns(cli, place, invocation)
      return exitCodes.ok
    case 'definition':
      await (await import('../show/get-definitions.ts')).getDefinitions(cli, place, {
        ...invocation,
        kinds: kind.kinds,
      })
      return exitCodes.ok
    case 'object':
      await (await import('../show/get-objects.ts')).getObjects(cli, place, {
        ...invocation,
        resource: kind.resource,
      })
      return exitCodes.ok
  }
}
