import { isHosted } from '../../local/host.ts'
import { startIdleCluster } from '../../local/idle-cluster.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Log } from '../../ports/log.ts'
import { CommandError } from '../command-error.ts'
import { createHostLink } from './host-link.ts'
import type { Session } from './session.ts'

/**
 * Lends the cluster of a folder for as long as `use` takes: that of the process that hosts it; without a host, this
 * process takes its place meanwhile, and nothing is started. Throws in the moment in which a host comes or goes.
 */
export const withCluster = async (
  session: Session,
  log: Log,
  use: (cluster: Cluster) => Promise<void>,
): Promise<void> => {
  const idle = (await isHosted(session.store)) ? undefined : await startIdleCluster({ ...session, log })
  if (!idle) return withHost(session, use)
  try {
    await use(idle.cluster)
  } finally {
    await idle.stop()
  }
}

const withHost = async ({ folder }: Session, use: (cluster: Cluster) => Promise<void>): Promise<void> => {
  const link = createHostLink(folder)
  try {
    const reached = await link.reach()
    if (!reached) {
      const help = 'the process that hosts it has just begun, or is about to leave: run the command again'
      throw new CommandError('the cluster of this data folder cannot be reached', { help })
    }
    await use(reached.cluster)
  } finally {
    await link.close()
  }
}
