import { type IndexedPlan, indexPlan, Plan, type PlanTask } from '../../lib/core/plan.ts'

type TaskOptions = Partial<Omit<PlanTask, 'name' | 'needs' | 'pod'>> & { needs?: string[] }

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
        const { needs = [], retry = { limit: 0 }, ...rest } = tasks[name]!
        return { name, needs: needs.map((need) => indexOf.get(need)!), retry, ...rest, pod: 0 }
      }),
      claims: [],
      subject: 'DagRun "test"',
      failurePolicy: 'continue',
      ...options,
    }),
  )
}
