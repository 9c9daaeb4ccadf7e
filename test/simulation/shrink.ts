import { indexPlan } from '../../lib/core/plan.ts'
import type { PipelineCase } from '../support/arbitrary-pipeline.ts'
import { runWorld, type Verdict } from './run-world.ts'
import type { Spec } from './spec.ts'

export interface Shrunk {
  spec: Spec
  /** Ordinals of the faults that are not needed. */
  muted: ReadonlySet<number>
  verdict: Verdict
}

/** Worlds that are tried before the smallest so far is told. */
const patience = 300

/** The case without its last task: nothing can need that one, nor tell of it. */
const withoutTask = ({ plan, guards, matrices, scripts }: PipelineCase, index: number): PipelineCase | undefined => {
  const isNeeded = plan.tasks.some(
    ({ needs, variables = [] }) =>
      needs.includes(index) || variables.some((one) => 'task' in one && one.task === index),
  )
  const isTold = plan.results?.some(({ variables }) => variables.some((one) => 'task' in one && one.task >= index))
  if (isNeeded || isTold || plan.tasks.length === 1) return undefined
  const less = (task: number): number => (task > index ? task - 1 : task)
  const kept = <T>(items: readonly T[]): T[] => items.filter((_, n) => n !== index)
  const tasks = kept(plan.tasks).map((task, n) => ({
    ...task,
    name: `t${n}`,
    pod: n,
    needs: task.needs.map(less),
    variables: task.variables?.map((one) => ('task' in one ? { ...one, task: less(one.task) } : one)),
  }))
  if (tasks.every((task) => task.finally)) return undefined
  const pods = plan.tasks.filter((_, n) => n !== index).map(({ pod }) => plan.pods[pod]!)
  return {
    plan: indexPlan({ ...plan, tasks, pods }),
    guards: kept(guards),
    matrices: kept(matrices),
    scripts: kept(scripts),
  }
}

const simpler = (spec: Spec): Spec[] => {
  const { plan } = spec.one
  const without = plan.tasks.flatMap((_, n) => {
    const one = withoutTask(spec.one, plan.tasks.length - 1 - n)
    return one ? [{ ...spec, one }] : []
  })
  return [
    ...(plan.results?.length ? [{ ...spec, one: { ...spec.one, plan: indexPlan({ ...plan, results: [] }) } }] : []),
    ...without,
    ...(['cancels', 'resubmits', 'otherBodies', 'secondWatchers', 'strangers'] as const).flatMap((what) =>
      spec[what].length > 0 ? [{ ...spec, [what]: [] }] : [],
    ),
    ...(spec.workspace ? [{ ...spec, workspace: false }] : []),
    ...(spec.timeouts ? [{ ...spec, timeouts: undefined }] : []),
  ]
}

/** Looks for a smaller world in which something is violated still: fewer tasks first, then fewer faults. */
export const shrunk = async (first: Spec): Promise<Shrunk> => {
  let tries = 0
  const attempt = async (spec: Spec, muted: ReadonlySet<number>): Promise<Shrunk | undefined> => {
    if (tries++ > patience) return undefined
    const verdict = await runWorld(spec, { muted }).catch(() => undefined)
    return verdict && verdict.violations.length > 0 ? { spec, muted, verdict } : undefined
  }
  let best: Shrunk = { spec: first, muted: new Set(), verdict: await runWorld(first) }

  const fewerTasks = async (): Promise<boolean> => {
    for (const spec of simpler(best.spec)) {
      const smaller = await attempt(spec, new Set())
      if (!smaller) continue
      best = smaller
      return true
    }
    return false
  }

  /** Leaves out a run of `size` faults after the other; what is left out may change what comes after it. */
  const fewerFaults = async (size: number): Promise<void> => {
    for (let from = 0; from < best.verdict.drawn; from += size) {
      const some = Array.from({ length: size }, (_, n) => from + n).filter((n) => !best.muted.has(n))
      if (some.length > 0) best = (await attempt(best.spec, new Set([...best.muted, ...some]))) ?? best
    }
  }

  for (let goesOn = true; goesOn; ) goesOn = tries < patience / 2 && (await fewerTasks())
  for (let size = Math.ceil(best.verdict.drawn / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    await fewerFaults(size)
  return best
}
