import { isOf, objectsOf } from '../../app/fsck/seen-objects.ts'
import type { Claim, Pod } from '../../core/kubernetes.ts'
import { objectsAtRest } from '../../local/cluster/objects-at-rest.ts'
import { isHosted } from '../../local/host.ts'
import { startIdleCluster } from '../../local/idle-cluster.ts'
import { loadSettings } from '../../local/load-settings.ts'
import type { Log } from '../../ports/log.ts'
import type { FsckPlace } from '../place/place.ts'
import { createHostLink } from './host-link.ts'
import type { Session } from './session.ts'

/** Milliseconds. A host looks at an open run at least this often, whatever was lost. */
const overdueAfter = 180_000
/** A host that has appended to a log writes the header next. */
const settle = 1_500

/**
 * While a process hosts the folder its cluster is asked; without a host the objects are read as the last one left them,
 * and for a repair this process takes the host's place, so that nobody begins to work meanwhile.
 */
export const openFsckPlace = async (
  session: Session,
  { repair, log }: { repair: boolean; log: Log },
): Promise<FsckPlace> => {
  const { installation } = await loadSettings(process.cwd(), process.env)
  const isIdle = !(await isHosted(session.store))
  if (isIdle && !repair) return atRest(session, installation)
  const idle = isIdle ? await startIdleCluster({ ...session, log }) : undefined
  if (!idle) return withHost(session, installation)
  return {
    deps: { seen: objectsOf(idle, installation), cluster: idle.cluster },
    leave: () => idle.stop(),
  }
}

const atRest = ({ store }: Session, installation: string): FsckPlace => {
  const list = <T>(resource: string): Promise<T[]> =>
    Promise.resolve(objectsAtRest(store.database, resource).filter(isOf(installation)) as unknown as T[])
  const seen = { pods: () => list<Pod>('pods'), claims: () => list<Claim>('persistentvolumeclaims') }
  return { deps: { seen }, leave: () => Promise.resolve() }
}

const withHost = async ({ folder }: Session, installation: string): Promise<FsckPlace> => {
  const link = createHostLink(folder)
  const reached = await link.reach()
  const objects = reached && { seen: objectsOf(reached, installation), cluster: reached.cluster }
  const others = 'a process hosts this folder'
  return { deps: { ...objects, settle, overdueAfter }, others, leave: () => link.close() }
}
