import type { RunId } from '../../core/message.ts'
import type { Cli } from '../cli.ts'
import type { Attendance } from '../place/place.ts'
import { attend } from './attend.ts'
import { hostLog } from './host-log.ts'
import { linger } from './linger.ts'
import { otherOpenRuns, unfinished } from './open-runs.ts'
import type { Session } from './session.ts'

/** Attends a folder and tells the person what it means to be its host. */
export const attendFolder = async (
  cli: Cli,
  session: Session,
  { own }: { own: ReadonlySet<RunId> },
): Promise<Attendance> => {
  const { terminal } = cli
  const attendance = await attend(session, {
    log: hostLog(terminal, cli),
    onHost: ({ tookOver }) => {
      if (tookOver) terminal.err('the process that hosted this folder has left: this one takes over')
      else terminal.err(`${terminal.paintErr('yellow', 'note')}: ${processNote}`)
      void tellOthers(session, own, terminal.err)
    },
  })
  return { ...attendance, linger: (own, signal) => linger(cli, { store: session.store, own, signal }) }
}

const tellOthers = async ({ store }: Session, own: ReadonlySet<RunId>, say: (text: string) => void): Promise<void> => {
  const names = unfinished(await otherOpenRuns(store, own))
  if (names.length > 0) say(`unfinished runs go on too: ${names.join(', ')}`)
}

/** What everybody who runs containers as processes must know. */
export const processNote = 'images are not pulled; commands come from this machine'
