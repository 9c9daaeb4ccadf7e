import { type IndexedPlan, indexPlan, Plan, type PlanTask } from '../../lib/core/plan.ts'

type TaskOptions = Partial<Pick<PlanTask, 'retry' | 'timeout'>> & { needs?: string[] }

/** A plan of named tasks: `{ a: {}, b: { needs: ['a'] } }`. Every task runs the same one-step pod. */
export const planOf = (tasks: Record<string, TaskOptions>, options: Partial<Plan> = {}): IndexedPlan => {
  const names = Object.keys(tasks)
  const indexOf = new Map(names.map((name, index) => [name, index]))
  return indexPlan(
    Plan.parse({
      version: 1,
      source: { dialect: 'kontroler', kind: 'DAG', name: 'test' },
      pods: [
        {
          steps: [{ container: { name: 'main', image: 'busybox', command: ['true'] } }],
          volumes: [],
          mounts: [],
          workspaces: [],
          labels: {},
          annotations: {},
          spec: {},
        },
      ],
      tasks: names.map((name) => {
        const { needs = [], retry = { limit: 0 }, timeout } = tasks[name]!
        return { name, needs: needs.map((need) => indexOf.get(need)!), retry, timeout, pod: 0 }
      }),
      claims: [],
      failurePolicy: 'continue',
      ...options,
    }),
  )
}
