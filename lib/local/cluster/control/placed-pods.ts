import type { Pod } from '../../../core/kubernetes.ts'
import type { Context } from '../registry/context.ts'
import type { Change } from '../store/stored.ts'
import { isShy } from './pod-affinity.ts'
import { asPod, hasEnded } from './pod-facts.ts'

/** The pods on the node that have not ended. */
export const placedPods = ({ store }: Context) => {
  const isPlaced = (pod: Pod) => pod.spec.nodeName !== undefined && !hasEnded(pod)
  const all = (): Pod[] => [...store.all('pods').values()].map(({ object }) => asPod(object)).filter(isPlaced)
  /** Few, if any: known by uid, so that placing a pod does not look at all others. */
  const shy = new Map(
    all()
      .filter(isShy)
      .map((pod) => [pod.metadata.uid, pod]),
  )
  return {
    all,
    /** Those that keep others away. */
    shy: (): Iterable<Pod> => shy.values(),
    note: ({ type, stored }: Pick<Change, 'type' | 'stored'>): void => {
      if (stored.resource !== 'pods') return
      const pod = asPod(stored.object)
      if (type === 'DELETED' || !isPlaced(pod)) shy.delete(stored.uid)
      else if (isShy(pod)) shy.set(stored.uid, pod)
    },
  }
}
