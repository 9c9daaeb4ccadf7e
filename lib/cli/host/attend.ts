import { systemClock } from '../../adapters/system/system-clock.ts'
import { processKubelet } from '../../local/cluster/process/process-kubelet.ts'
import { type Host, isHosted, startHost } from '../../local/host.ts'
import { loadSettings } from '../../local/load-settings.ts'
import type { Log } from '../../ports/log.ts'
import type { Attendance } from '../place/place.ts'
import { createHeir } from './heir.ts'
import { createHostLink } from './host-link.ts'
import type { Session } from './session.ts'

export interface AttendOptions {
  log: Log
  /** Told when this process has become the host: at once, or after another one has left. */
  onHost?: (change: { tookOver: boolean }) => void
}

/** How often a process that stands by looks whether the host is still there, in milliseconds. */
const lookEvery = 400

/**
 * Becomes the host of the folder, or stands by to take its place for as long as another process is. Its cluster is that
 * of whoever hosts the folder now: undefined for the moment in which nobody does.
 */
export const attend = async (session: Session, { log, onHost }: AttendOptions): Promise<Omit<Attendance, 'linger'>> => {
  const { folder, store } = session
  const settings = await loadSettings(process.cwd(), process.env)
  const heir = createHeir(store)
  const link = createHostLink(folder)
  const leaving = new AbortController()
  let host: Host | undefined

  const lost = (): void => {
    log.warn('another process has taken over as host', { folder: folder.path })
    const was = host
    host = undefined
    void was?.stop().catch((error: unknown) => log.error('host not stopped', { error: String(error) }))
  }
  const tryToHost = async (tookOver: boolean): Promise<void> => {
    const kubelet = processKubelet({ folder: folder.cluster, log })
    host = await startHost({ folder, store, settings, log, kubelet, onLost: lost })
    if (host) onHost?.({ tookOver })
  }
  await tryToHost(false)

  const standingBy = (async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      if (!host) {
        await heir.standBy()
        if (!(await isHosted(store))) await tryToHost(true)
      } else await heir.giveUp()
      await systemClock.wait(lookEvery, leaving.signal)
    }
    await heir.giveUp()
  })().catch((error: unknown) => log.error('standing by failed', { error: String(error) }))

  return {
    isHost: () => host !== undefined,
    cluster: async () => (host ?? (await link.reach()))?.cluster,
    documents: async () => (host ?? (await link.reach()))?.documents,
    leave: async () => {
      leaving.abort()
      await standingBy
      await link.close()
      const was = host
      host = undefined
      await was?.stop()
    },
  }
}

/** Looks on without ever becoming the host. */
export const visit = ({ folder }: Session): Attendance => {
  const link = createHostLink(folder)
  return {
    isHost: () => false,
    cluster: async () => (await link.reach())?.cluster,
    documents: async () => (await link.reach())?.documents,
    linger: () => Promise.resolve(),
    leave: () => link.close(),
  }
}
