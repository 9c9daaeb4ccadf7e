import * as z from 'zod'
import type { Container, Json, Volume, VolumeMount } from './kubernetes.ts'
import { Value, Variable } from './variable.ts'

/** A piece of Kubernetes YAML that the plan carries as the author wrote it. */
const json: z.ZodType<Json> = z.json()
const kube = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

/** One container that runs in order within its task. Kontroler has one per task, Tekton any number. */
export const PlanStep = z.strictObject({
  /** Everything of the container but what the pod builder adds (scripts, workspace mounts). `name` is the container's. */
  container: kube<Container>(),
  /** Script text; projected to a file, which becomes the command unless `container.command` says how to run it. */
  script: z.string().optional(),
  /** `continue`: its failure is kept, and the next step runs all the same. */
  onError: z.enum(['continue', 'stopAndFail']).optional(),
  /** Milliseconds; after it the step is killed and fails. */
  timeout: z.int().positive().optional(),
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

/** Something that a task hands to others: text, or JSON text of a list or of an object with these keys. */
export const PlanResult = z.strictObject({
  name: z.string(),
  type: z.enum(['string', 'array', 'object']),
  keys: z.array(z.string()).optional(),
  /** Where its file is, if not at `/tekton/results/<name>`: a step's own result that the task hands on. */
  path: z.string().optional(),
})
export type PlanResult = z.infer<typeof PlanResult>

/** A condition on values that are known when the task's needs have ended. Texts may have slots. */
export const Guard = z.strictObject({
  input: z.string(),
  operator: z.enum(['in', 'notin']),
  values: z.array(z.string()),
})
export type Guard = z.infer<typeof Guard>

/** Fan-out: one instance per combination of the params, then the included ones. Texts may have slots. */
export const Matrix = z.strictObject({
  params: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
  include: z.array(z.strictObject({ params: z.record(z.string(), z.string()) })),
})
export type Matrix = z.infer<typeof Matrix>

/** A limit of time and the words for when it is over. */
export const Timeout = z.strictObject({ ms: z.int().positive(), reason: z.string(), message: z.string() })
export type Timeout = z.infer<typeof Timeout>

/** What a task's pod is built from; `lib/pods` turns it into a Pod. */
export const PlanPod = z.strictObject({
  /** `tekton`: steps find the folders that Tekton gives them, and failures are told in its words. */
  layout: z.literal('tekton').optional(),
  steps: z.array(PlanStep).min(1),
  /** Native sidecars: started before the first step, stopped after the last. */
  sidecars: z.array(PlanStep).optional(),
  /** Files that the steps leave at `/tekton/results/<name>`. */
  results: z.array(PlanResult).optional(),
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
  /** What an attempt may take, from when it was seen to start. */
  timeout: Timeout.optional(),
  /** All must hold, or the task is skipped. */
  when: z.array(Guard).optional(),
  matrix: Matrix.optional(),
  /** Runs after all other tasks, however they ended. */
  finally: z.boolean().optional(),
  /** `continue`: its failure is nobody else's. */
  onError: z.enum(['continue', 'stopAndFail']).optional(),
  /** What the slots in the task's texts, and in its pod, stand for. */
  variables: z.array(Variable).optional(),
  /** Index into the plan's `pods`: tasks that share a definition share its pod. */
  pod: z.int().nonnegative(),
})
export type PlanTask = z.infer<typeof PlanTask>

/** A PersistentVolumeClaim that the run makes for itself. */
export const PlanClaim = z.strictObject({
  name: z.string(),
  spec: z.record(z.string(), json),
  labels: z.record(z.string(), z.string()).optional(),
  /** It is there already, and stays: the run neither makes it nor deletes it. */
  existing: z.boolean().optional(),
  /** How long it lives: until the run has ended, or until the run is deleted. */
  keep: z.enum(['run', 'forever']),
})
export type PlanClaim = z.infer<typeof PlanClaim>

/** A result of the whole run; `value` has slots for `variables`. */
export const RunResult = z.strictObject({
  name: z.string(),
  value: Value,
  variables: z.array(Variable),
})
export type RunResult = z.infer<typeof RunResult>

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
  /** What people call the run in a sentence, such as `PipelineRun "build"`. */
  subject: z.string(),
  /** The run has one task and ends as that does, with its words. */
  isTask: z.boolean().optional(),
  /** What the whole run may take, its tasks that are not final, and its final ones. */
  timeouts: z
    .strictObject({ run: Timeout.optional(), tasks: Timeout.optional(), finally: Timeout.optional() })
    .optional(),
  /** What a failed task does to the rest: `continue` skips its dependants only, `stop` lets nothing new start. */
  failurePolicy: z.enum(['continue', 'stop']),
  /** What the run hands to whoever asks, made of its tasks' results when it ends. */
  results: z.array(RunResult).optional(),
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
