import * as z from 'zod'
import type { Container, Json, Volume, VolumeMount } from './kubernetes.ts'

/** A piece of Kubernetes YAML that the plan carries as the author wrote it. */
const json: z.ZodType<Json> = z.json()
const kube = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

/** One container that runs in order within its task. Kontroler has one per task, Tekton any number. */
export const PlanStep = z.strictObject({
  /** Everything of the container but what the pod builder adds (scripts, workspace mounts). `name` is the container's. */
  container: kube<Container>(),
  /** Script text; projected to a file, which becomes the command unless `container.command` says how to run it. */
  script: z.string().optional(),
})
export type PlanStep = z.infer<typeof PlanStep>

/** A mount of one of the run's claims in every container of the task. */
export const WorkspaceMount = z.strictObject({
  /** Index into the plan's `claims`. */
  claim: z.int().nonnegative(),
  mountPath: z.string(),
  subPath: z.string().optional(),
  readOnly: z.boolean().optional(),
})
export type WorkspaceMount = z.infer<typeof WorkspaceMount>

/** What a task's pod is built from; `lib/pods` turns it into a Pod. */
export const PlanPod = z.strictObject({
  steps: z.array(PlanStep).min(1),
  volumes: z.array(kube<Volume>()),
  /** Mounts that every step gets besides its own. */
  mounts: z.array(kube<VolumeMount>()),
  workspaces: z.array(WorkspaceMount),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** Pod-level fields as written: nodeSelector, tolerations, affinity, serviceAccountName, activeDeadlineSeconds … */
  spec: z.record(z.string(), json),
})
export type PlanPod = z.infer<typeof PlanPod>

export const RetryPolicy = z.strictObject({
  /** Attempts after the first one. */
  limit: z.int().nonnegative(),
  /** When given, only these exit codes of the task are tried again. */
  exitCodes: z.array(z.int()).optional(),
})
export type RetryPolicy = z.infer<typeof RetryPolicy>

export const PlanTask = z.strictObject({
  name: z.string(),
  /** Indices of the tasks that must have ended first; each lower or higher, never in a cycle. */
  needs: z.array(z.int().nonnegative()),
  retry: RetryPolicy,
  /** Milliseconds an attempt may take, from when it was seen to start. */
  timeout: z.int().positive().optional(),
  /** Index into the plan's `pods`: tasks that share a definition share its pod. */
  pod: z.int().nonnegative(),
})
export type PlanTask = z.infer<typeof PlanTask>

/** A PersistentVolumeClaim that the run makes for itself. */
export const PlanClaim = z.strictObject({
  name: z.string(),
  spec: z.record(z.string(), json),
  labels: z.record(z.string(), z.string()).optional(),
  /** How long it lives: until the run has ended, or until the run is deleted. */
  keep: z.enum(['run', 'forever']),
})
export type PlanClaim = z.infer<typeof PlanClaim>

/**
 * The immutable result of compiling a definition with its params and workspace bindings.
 * Tasks are known by their index everywhere but in what people see.
 */
export const Plan = z.strictObject({
  version: z.literal(1),
  /** Where it was compiled from; shown to people, read by nothing. */
  source: z.strictObject({ dialect: z.string(), kind: z.string(), name: z.string(), version: z.int().optional() }),
  tasks: z.array(PlanTask).min(1),
  pods: z.array(PlanPod),
  claims: z.array(PlanClaim),
  /** Milliseconds the whole run may take. */
  timeout: z.int().positive().optional(),
  /** What a failed task does to the rest: `continue` skips its dependants only. */
  failurePolicy: z.enum(['continue']),
})
export type Plan = z.infer<typeof Plan>

/** Caps of a plan; larger ones are refused when they are compiled. */
export const limits = { tasks: 10_000, edges: 100_000 } as const

/** A plan with what every decision needs looked up once. */
export interface IndexedPlan extends Plan {
  /** By task: the tasks that need it. */
  readonly dependants: readonly (readonly number[])[]
}

export const indexPlan = (plan: Plan): IndexedPlan => {
  const dependants: number[][] = plan.tasks.map(() => [])
  plan.tasks.forEach((task, index) => {
    for (const need of task.needs) dependants[need]!.push(index)
  })
  return { ...plan, dependants }
}
