import type { Json } from '../../lib/core/kubernetes.ts'
import { type IndexedPlan, indexPlan, type PlanResult } from '../../lib/core/plan.ts'

/** The plan with a pod of its own for every task, which declares these results and whose command is `commands`. */
export const withResults = (
  plan: IndexedPlan,
  results: Record<string, PlanResult[]>,
  commands: Record<string, string[]> = {},
): IndexedPlan =>
  indexPlan({
    ...plan,
    pods: plan.tasks.map(({ name, pod }) => {
      const own = structuredClone(plan.pods[pod]!)
      own.steps[0]!.container.command = commands[name] ?? ['true']
      return { ...own, results: results[name] ?? [] }
    }),
    tasks: plan.tasks.map((task, index) => ({ ...task, pod: index })),
  })

export const commandOf = (pod: unknown): Json =>
  (pod as { steps: { container: { command: Json } }[] }).steps[0]!.container.command
