import { isHelper } from '../helper-names.ts'
import type { Failure } from './failed-step.ts'
import { outOfMemory } from './out-of-memory.ts'
import { terminated } from './steps.ts'
import type { Why } from './waiting.ts'

/** Why a step failed, as Tekton says it. */
export const tektonWords = ({ step, exitCode, timedOut }: Failure): Why => {
  const { container } = step
  const end = terminated(step)
  const name = `"${container.name}"`
  if (isHelper(container.name)) return failedHelper(name, { exitCode, words: end?.message })
  if (timedOut)
    return { reason: 'StepFailed', message: `${name} exited because the step exceeded the specified timeout limit` }
  if (end?.reason === 'OOMKilled') return { reason: 'StepOOM', message: `${name} ${outOfMemory(container)}` }
  if (end?.reason === 'StartError') return { reason: 'StepFailed', message: `${name} did not start: ${end.message}` }
  return { reason: 'StepFailed', message: `${name} exited with code ${exitCode}` }
}

const failedHelper = (name: string, { exitCode, words }: { exitCode?: number; words?: string }): Why => ({
  reason: 'InitContainerFailed',
  message: `${name} exited with code ${exitCode}${words ? `: ${words}` : ''}`,
})
