import type { PodStatus } from '../../../core/kubernetes.ts'
import { type ContainerRecord, isComplete, isInit } from './container-record.ts'

export type Phase = NonNullable<PodStatus['phase']>

/** What the containers' states amount to, as the kubelet counts under `restartPolicy: Never`. */
export const phaseOf = (records: readonly ContainerRecord[]): Phase => {
  const inits = records.filter(isInit)
  const mains = records.filter((record) => !isInit(record))
  const begun = mains.some(({ state }) => state.waiting === undefined)
  if (inits.some(({ role, state }) => role === 'init' && hasFailed(state))) return 'Failed'
  if (!begun && !inits.every(isComplete)) return 'Pending'
  if (mains.some(({ state }) => state.waiting)) return 'Pending'
  if (mains.some(({ state }) => state.running)) return 'Running'
  return mains.some(({ state }) => hasFailed(state)) ? 'Failed' : 'Succeeded'
}

export const isTerminal = (phase: Phase | undefined): boolean => phase === 'Succeeded' || phase === 'Failed'

const hasFailed = ({ terminated }: ContainerRecord['state']): boolean => (terminated?.exitCode ?? 0) !== 0
