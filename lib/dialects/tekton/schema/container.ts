import * as z from 'zod'
import { anything, EnvVar, json, Resources, text, texts, VolumeMount } from './fields.ts'
import { Param, TaskResult } from './param.ts'

const container = {
  image: text.optional(),
  command: texts.optional(),
  args: texts.optional(),
  workingDir: text.optional(),
  env: z.array(EnvVar).optional(),
  envFrom: z.array(anything).optional(),
  computeResources: Resources.optional(),
  volumeMounts: z.array(VolumeMount).optional(),
  volumeDevices: z.array(z.strictObject({ name: text, devicePath: text })).optional(),
  imagePullPolicy: text.optional(),
  securityContext: anything.optional(),
}

export const StepTemplate = z.strictObject(container)
export type StepTemplate = z.infer<typeof StepTemplate>

const Usage = z.strictObject({ name: text, mountPath: text.optional() })
const Output = z.strictObject({ path: text.optional() })

export const Step = z.strictObject({
  name: text.optional(),
  displayName: text.optional(),
  ...container,
  script: text.optional(),
  timeout: text.optional(),
  onError: text.optional(),
  workspaces: z.array(Usage).optional(),
  stdoutConfig: Output.optional(),
  stderrConfig: Output.optional(),
  ref: z
    .strictObject({ name: text.optional(), resolver: text.optional(), params: z.array(Param).optional() })
    .optional(),
  params: z.array(Param).optional(),
  results: z.array(TaskResult).optional(),
  when: z.array(anything).optional(),
})
export type Step = z.infer<typeof Step>

export const Sidecar = z.strictObject({
  name: text.optional(),
  ...container,
  script: text.optional(),
  workspaces: z.array(Usage).optional(),
  ports: z.array(anything).optional(),
  livenessProbe: anything.optional(),
  readinessProbe: anything.optional(),
  startupProbe: anything.optional(),
  lifecycle: anything.optional(),
  terminationMessagePath: text.optional(),
  terminationMessagePolicy: text.optional(),
  stdin: z.boolean().optional(),
  stdinOnce: z.boolean().optional(),
  tty: z.boolean().optional(),
  restartPolicy: json.optional(),
})
export type Sidecar = z.infer<typeof Sidecar>
