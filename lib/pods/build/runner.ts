import type { Container, Volume, VolumeMount } from '../../core/kubernetes.ts'
import type { PlanPod, PlanStep } from '../../core/plan.ts'
import type { RunSettings } from '../../core/settings.ts'
import { helperNames } from '../helper-names.ts'
import { stepContainerNames } from '../step-container-names.ts'
import { helperContainer } from './helper-container.ts'
import { type Layout, stepsFolder } from './layout.ts'
import { binFolder, installScript, runnerPath } from './runner-script.ts'
import { freeVolumeName } from './volumes.ts'
import type { Wrapping } from './wrapping.ts'

export interface Runner {
  /** Runs before everything else. */
  container: Container
  volume: Volume
  /** For what runs under it. */
  mount: VolumeMount
}

export const runnerOf = (
  pod: PlanPod,
  { layout, settings }: { layout: Layout; settings: Pick<RunSettings, 'busyboxImage'> },
): Runner => {
  const name = freeVolumeName('millrace-runner', pod.volumes)
  const steps = stepContainerNames(pod).flatMap((step, index) => [String(index), step])
  return {
    container: helperContainer(pod, settings, {
      name: helperNames.runner,
      command: ['/bin/sh', '-c', installScript, 'install', ...steps],
      mounts: [
        { name, mountPath: '/to' },
        { name: stepsVolume(layout), mountPath: stepsFolder },
      ],
    }),
    volume: { name, emptyDir: {} },
    mount: { name, mountPath: binFolder, readOnly: true },
  }
}

/** A step may write to its own folder, which the others only read. */
export const ownFolder = (layout: Layout, container: string): VolumeMount => ({
  name: stepsVolume(layout),
  mountPath: `${stepsFolder}/${container}`,
  subPath: container,
})

/** The command of a step, already its script's if it has one, under the runner. */
export const stepUnderRunner = (
  { onError = 'stopAndFail', timeout = 0 }: PlanStep,
  { name, command = [], terminationMessagePath = '/dev/termination-log' }: Container,
  wrapping: Wrapping,
): string[] => {
  const how = [name, wrapping, onError, String(timeout / 1000), terminationMessagePath]
  return [`${binFolder}/sh`, runnerPath, 'step', ...how, ...command]
}

export const sidecarUnderRunner = ({ command = [] }: Container): string[] => [
  `${binFolder}/sh`,
  runnerPath,
  'sidecar',
  ...command,
]

const stepsVolume = ({ mounts }: Layout): string => mounts.find(({ mountPath }) => mountPath === stepsFolder)!.name
