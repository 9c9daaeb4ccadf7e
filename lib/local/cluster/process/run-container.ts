import { mkdirSync, writeFileSync } from 'node:fs'
import { ContainerError } from './container-error.ts'
import type { ContainerProcess } from './container-process.ts'
import { startProcess } from './container-process.ts'
import type { ContainerRecord } from './container-record.ts'
import { kubernetesTime } from './kubernetes-time.ts'
import type { PodContext } from './pod-context.ts'
import { type PreparedContainer, prepareContainer } from './prepare-container.ts'
import { watchStartUp } from './start-up.ts'
import { terminationMessage } from './termination-message.ts'
import { untilPossible } from './until-possible.ts'

/** Runs a container to its end, which its record then tells. It does not run if the pod is to end before it can. */
export const runContainer = async (context: PodContext, record: ContainerRecord): Promise<void> => {
  try {
    const prepared = await prepare(context, record)
    if (prepared) await runProcess(context, record, prepared)
  } catch (error) {
    // A container that cannot be set up must not look as if it were still on its way.
    cannotStart(context, record, (error as Error).message)
  }
  record.process = undefined
  record.over = record.role !== 'sidecar'
  context.publish(record.role === 'init' && record.state.terminated?.exitCode === 0 ? 'soon' : 'now')
}

/** Waits while a Secret or ConfigMap is missing. Undefined: the pod is to end, or the container cannot start. */
const prepare = async (context: PodContext, record: ContainerRecord): Promise<PreparedContainer | undefined> => {
  const signal = record.role === 'sidecar' ? context.retiring : context.stopping
  const prepared = await untilPossible(
    { clock: context.node.clock, signal },
    () => prepareContainer(context, record.spec),
    (error) => {
      if (!(error instanceof ContainerError) || error.reason === 'StartError') throw error
      const { reason, message } = error
      if (record.state.waiting?.message === message) return
      record.state = { waiting: { reason, message } }
      context.publish('now')
      context.event('Warning', 'Failed', `Error: ${message}`)
    },
  )
  // Once more: a process that starts after the others were stopped would be forgotten.
  return signal.aborted ? undefined : prepared
}

const runProcess = async (context: PodContext, record: ContainerRecord, prepared: PreparedContainer): Promise<void> => {
  const { clock, sandbox } = context.node
  const process: ContainerProcess = startProcess(sandbox, prepared)
  record.process = process
  const problem = await process.started
  const startedAt = kubernetesTime(clock.now())
  if (problem !== undefined && !context.stopping.aborted && !context.retiring.aborted) {
    await process.ended
    return cannotStart(context, record, problem)
  }
  record.state = { running: { startedAt } }
  record.started = record.spec.startupProbe === undefined || record.role !== 'sidecar'
  if (record.started) record.up.resolve()
  else void watchStartUp(context, record, process)
  if (problem === undefined) context.publish('now')
  const exitCode = await process.ended
  const message = terminationMessage(context.pod.spec, record.spec, { ...prepared, exitCode })
  record.started = false
  record.state = {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      ...(message === undefined ? {} : { message }),
      startedAt,
      finishedAt: kubernetesTime(clock.now()),
    },
  }
}

/** As a container runtime reports it: the container has ended with 128, and has never been. */
const cannotStart = ({ node, folders, event }: PodContext, record: ContainerRecord, problem: string): void => {
  const hint = /stat |executable file not found/.test(problem)
    ? '. Images are not pulled here: commands come from the system folders of this machine'
    : ''
  const message = `failed to start container "${record.spec.name}": ${problem}${hint}`
  // A container that could not be started has a log: an empty one.
  mkdirSync(folders.container(record.spec.name), { recursive: true })
  writeFileSync(folders.log(record.spec.name), '', { flag: 'a' })
  record.state = {
    terminated: {
      exitCode: 128,
      reason: 'StartError',
      message,
      startedAt: kubernetesTime(0),
      finishedAt: kubernetesTime(node.clock.now()),
    },
  }
  event('Warning', 'Failed', `Error: ${message}`)
}
