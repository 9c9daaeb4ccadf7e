import type { Cli } from '../cli.ts'
import { CommandError } from '../command-error.ts'
import type { Reached } from '../place/place.ts'
import { createHostLink } from './host-link.ts'
import type { Session } from './session.ts'

/** The cluster of the process that hosts the folder. Throws when there is none: there is no cluster without a host. */
export const requireHost = async ({ command }: Pick<Cli, 'command'>, session: Session): Promise<Reached> => {
  const reached = await createHostLink(session.folder).reach()
  if (reached) return reached
  throw noHost({ command })
}

export const noHost = ({ command }: Pick<Cli, 'command'>): CommandError => {
  const help = `the embedded cluster is there while a process hosts it: ${command('dev')}`
  return new CommandError('no process hosts this data folder', { help })
}
