import type { Container, JsonObject } from '../../../core/kubernetes.ts'
import type { PlanStep } from '../../../core/plan.ts'
import { parseDuration } from '../duration.ts'
import { absolute } from '../mount-path.ts'
import type { Sidecar, Step } from '../schema/container.ts'
import type { EnvVar, Resources, VolumeMount } from '../schema/fields.ts'
import { mergeBy } from './merge-template.ts'

/** Tekton's name of a step's container. */
export const stepName = (name: string | undefined, index: number): string =>
  name ? `step-${name}` : `step-unnamed-${index}`

const sidecarName = (name: string | undefined, index: number): string =>
  name ? `sidecar-${name}` : `sidecar-unnamed-${index}`

interface Given {
  index: number
  /** Of the pod template; they win. */
  env: readonly EnvVar[]
  /** Of the whole task; they take the place of the step's own. */
  resources: Resources | undefined
}

export const planStep = (step: Step, { index, env, resources }: Given): PlanStep => {
  const timeout = step.timeout === undefined ? undefined : parseDuration(step.timeout)
  return {
    container: {
      name: stepName(step.name, index),
      ...common({ ...step, env: mergeBy('name', step.env, env), computeResources: resources ?? step.computeResources }),
    },
    ...scriptOf(step.script),
    ...(step.onError === 'continue' && { onError: 'continue' }),
    ...(timeout && { timeout: Math.ceil(timeout) }),
  }
}

/** Unlike a step it gets what the workspaces of the task mount, where it does not mount something itself. */
export const planSidecar = (sidecar: Sidecar, index: number, mounts: readonly VolumeMount[]): PlanStep => {
  const { name, script, workspaces: _workspaces, restartPolicy: _policy, computeResources, ...container } = sidecar
  const own = sidecar.volumeMounts ?? []
  const added = mounts.filter(({ mountPath }) => !own.some((mount) => mount.mountPath === mountPath))
  return {
    container: {
      ...(container as Partial<Container>),
      name: sidecarName(name, index),
      ...common({ ...container, computeResources, volumeMounts: [...own, ...added] }),
    },
    ...scriptOf(script),
  }
}

type Common = Pick<
  Step,
  | 'image'
  | 'command'
  | 'args'
  | 'workingDir'
  | 'env'
  | 'envFrom'
  | 'computeResources'
  | 'volumeMounts'
  | 'volumeDevices'
  | 'imagePullPolicy'
  | 'securityContext'
>

/** What Kubernetes calls the same, and what it has another name for. Empty is absent. */
const common = (fields: Common): Omit<Container, 'name'> => {
  const { image, command, args, workingDir, env, envFrom, computeResources, volumeMounts } = fields
  const { volumeDevices, imagePullPolicy, securityContext } = fields
  return {
    ...(image && { image }),
    ...(command?.length && { command }),
    ...(args?.length && { args }),
    ...(workingDir && { workingDir: absolute(workingDir) }),
    ...(env?.length && { env }),
    ...(envFrom?.length && { envFrom }),
    ...(computeResources && { resources: amounts(computeResources) }),
    ...(volumeMounts?.length && { volumeMounts }),
    ...(volumeDevices?.length && { volumeDevices }),
    ...(imagePullPolicy && { imagePullPolicy }),
    ...(securityContext && { securityContext }),
  }
}

/** Kubernetes takes amounts as texts. */
export const amounts = ({ limits, requests, claims }: Resources): JsonObject => ({
  ...(limits && { limits: asTexts(limits) }),
  ...(requests && { requests: asTexts(requests) }),
  ...(claims && { claims }),
})

const asTexts = (map: Record<string, string | number>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]))

const preamble = '#!/bin/sh\nset -e\n'

/** A script that does not say what runs it is run by sh, which stops at the first error. */
const scriptOf = (script: string | undefined): { script?: string } => {
  if (!script) return {}
  return { script: script.trimStart().startsWith('#!') ? script : preamble + script }
}
