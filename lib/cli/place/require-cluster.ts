import type { Cli } from '../cli.ts'
import { noHost } from '../host/require-host.ts'
import type { Place, Reached } from './place.ts'

/** The cluster of a place; a data folder that is not there yet has none. Throws a CommandError when it cannot be reached. */
export const requireCluster = async (cli: Cli, place: Place | undefined): Promise<Reached> => {
  if (place) return place.requireCluster(cli)
  throw noHost(cli)
}
