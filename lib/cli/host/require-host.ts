import type { Cluster, Documents } from '../../ports/cluster.ts'
import type { Cli } from '../cli.ts'
import { CommandError } from '../command-error.ts'
import { createHostLink } from './host-link.ts'
import type { Session } from './session.ts'

/** The cluster of the process that hosts the folder. Throws when there is none: there is no cluster without a host. */
export const requireHost = async (
  { command }: Pick<Cli, 'command'>,
  session: Session | undefined,
): Promise<{ cluster: Cluster; documents: Documents }> => {
  const reached = session && (await createHostLink(session.folder).reach())
  if (reached) return reached
  const help = `the embedded cluster is there while a process hosts it: ${command('dev')}`
  throw new CommandError('no process hosts this data folder', { help })
}
