import type { PodCondition } from '../../../core/kubernetes.ts'
import { type ContainerRecord, isComplete, isInit, isReady } from './container-record.ts'
import type { Phase } from './pod-phase.ts'

type Judgement = Pick<PodCondition, 'status' | 'reason' | 'message'>

/** The conditions that a kubelet reports. A condition keeps its time for as long as its status does not change. */
export const podConditions = (
  records: readonly ContainerRecord[],
  known: { phase: Phase; hasSandbox: boolean; now: string; previous?: readonly PodCondition[] },
): PodCondition[] => {
  const { phase, hasSandbox, now, previous = [] } = known
  const ready = readiness(records, phase)
  const judged: [type: string, judgement: Judgement][] = [
    ['PodReadyToStartContainers', { status: hasSandbox ? 'True' : 'False' }],
    ['Initialized', initialized(records, phase)],
    ['Ready', ready],
    ['ContainersReady', ready],
    ['PodScheduled', { status: 'True' }],
  ]
  return judged.map(([type, judgement]) => {
    const before = previous.find((condition) => condition.type === type && condition.status === judgement.status)
    return { type, ...judgement, lastTransitionTime: before?.lastTransitionTime ?? now }
  })
}

const initialized = (records: readonly ContainerRecord[], phase: Phase): Judgement => {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' }
  const begun = records.some((record) => !isInit(record) && !record.state.waiting)
  const incomplete = begun ? [] : records.filter((record) => isInit(record) && !isComplete(record))
  if (incomplete.length === 0) return { status: 'True' }
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${names(incomplete)}]`,
  }
}

const readiness = (records: readonly ContainerRecord[], phase: Phase): Judgement => {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  const unready = records.filter((record) => record.role !== 'init' && !isReady(record))
  if (unready.length === 0) return { status: 'True' }
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${names(unready)}]`,
  }
}

const names = (records: readonly ContainerRecord[]): string => records.map(({ spec }) => spec.name).join(' ')
