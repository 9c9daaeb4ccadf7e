import type { Cli } from '../cli.ts'
import type { Reported } from '../progress/reporter.ts'
import { type ObjectFormat, printObjects } from './print-objects.ts'
import { detailedRunObject } from './run-object.ts'

/** Runs that were followed, as objects. */
export const printRuns = (
  { terminal }: Pick<Cli, 'terminal'>,
  runs: readonly Reported[],
  format: ObjectFormat,
): Promise<void> =>
  printObjects(
    terminal,
    runs.map(({ runId, plan, state }) => ({
      kind: 'run',
      name: state.name,
      value: detailedRunObject(runId, plan, state),
    })),
    { format, single: true },
  )
