import type { Found } from '../../app/fsck/fsck.ts'
import type { Repair } from '../../core/audit/finding.ts'
import type { Paint } from '../terminal/paint.ts'
import { table } from '../text/table.ts'
import { oneLine } from '../text/width.ts'

/** What a repair does, in the imperative of a plan. */
export const repairWords: Readonly<Record<Repair['type'], string>> = {
  'header.write': 'write the header from the log',
  'header.remove': 'remove the header',
  'snapshot.write': 'write the snapshot from the log',
  'pod.remove': 'drop the finalizer, delete the pod',
  'claim.remove': 'delete the claim',
  'archive.remove': 'remove the logs',
  'run.check': 'ask for a look at the run',
}

const repairOf = ({ repair, repaired, error }: Found, paint: Paint): string => {
  if (!repair) return '-'
  if (repaired === undefined) return repairWords[repair.type]
  return repaired ? paint('green', 'repaired') : paint('red', `failed: ${oneLine(error ?? '')}`)
}

/** A line per finding; `nameOf` says what people call a run. */
export const findingTable = (
  found: readonly Found[],
  { paint, nameOf }: { paint: Paint; nameOf: (runId: string) => string },
): string[] =>
  table(
    ['CODE', 'RUN', 'OBJECT', 'REPAIR', 'MESSAGE'],
    found.map((one) => [
      paint('yellow', one.code),
      one.runId === undefined ? '-' : nameOf(one.runId),
      one.object,
      repairOf(one, paint),
      oneLine(one.message),
    ]),
  )
