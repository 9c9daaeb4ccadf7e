import type { Case, Script } from './arbitrary-plan.ts'

/**
 * How every task of a case must end, worked out from the plan and the scripted ends alone: nothing of the engine is
 * used. Six disruptions in a row would fail a task; scripts are shorter than that.
 */
const endOf = (script: Script, retry: { limit: number; exitCodes?: number[] }): 'Succeeded' | 'Failed' => {
  let failures = 0
  for (const end of script) {
    if (end === 'succeeded') return 'Succeeded'
    if (end === 'disrupted') continue
    failures += 1
    const isListed = retry.exitCodes === undefined || retry.exitCodes.includes(end.exitCode)
    if (failures > retry.limit || !isListed) return 'Failed'
  }
  return 'Succeeded'
}

export const oracle = ({ plan, scripts }: Case): { tasks: string[]; run: string } => {
  const tasks: string[] = []
  plan.tasks.forEach(({ needs, retry }, index) => {
    const blocked = needs.some((need) => tasks[need] !== 'Succeeded')
    tasks[index] = blocked ? 'Skipped' : endOf(scripts[index]!, retry)
  })
  return { tasks, run: tasks.every((phase) => phase === 'Succeeded') ? 'Succeeded' : 'Failed' }
}
