import type { Documents } from '../../ports/cluster.ts'
import type { Cli } from '../cli.ts'
import type { Attendance, Place } from './place.ts'

/** Objects of the cluster, for whoever attends the place. Throws a CommandError when there is none to reach. */
export const requireDocuments = async (
  cli: Cli,
  { place, attendance }: { place: Place; attendance: Attendance },
): Promise<Documents> => (await attendance.documents()) ?? (await place.requireCluster(cli)).documents
