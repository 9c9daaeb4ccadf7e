import type { KubeObject, Pod, PodCondition, PodStatus } from '../../../core/kubernetes.ts'

export const asPod = (object: KubeObject): Pod => object as unknown as Pod

export const asObject = (pod: Pod): KubeObject => pod as unknown as KubeObject

export const hasEnded = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** The status with one condition set; others keep their place. */
export const withCondition = (status: PodStatus, condition: PodCondition): PodStatus => {
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type)
  return { ...status, conditions: [...others, condition] }
}
