import type { Issue } from '../../issue.ts'
import { isRefused, type Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import { stepName } from '../compile/container.ts'
import type { Step, StepTemplate } from '../schema/container.ts'
import { referencesIn } from '../substitute/reference.ts'
import { textsIn } from './walk-texts.ts'

type Steps = readonly (Loose<Step> | undefined)[]

/** What happens inside or after a step is done by what wraps its command, and an image's own cannot be wrapped. */
export const checkUnwrappable = (steps: Steps, template: Loose<StepTemplate> | undefined, path: Path): Issue[] => {
  if (template?.command?.length) return []
  const read = steps.map((step) => new Set(textsIn(step, []).flatMap(({ text }) => referencesIn(text))))
  return steps.flatMap((step, index): Issue[] => {
    if (!step || isKnown(step)) return []
    const what = step.name ? `the step "${step.name}"` : 'a step'
    const hint = 'write what the image runs as its command'
    const issues = (['onError', 'timeout'] as const).flatMap((field): Issue[] => {
      const value = step[field]
      if (!value || value === 'stopAndFail' || value === '0') return []
      const message = `${what} has neither a script nor a command, so its ${field} cannot be carried out`
      return [{ code: 'MissingCommand', path: [...path, index, field], at: 'key', message, hint }]
    })
    const exitCode = `steps.${stepName(step.name, index)}.exitCode.path`
    if (!read.some((references, other) => other !== index && references.has(exitCode))) return issues
    const message = `${what} has neither a script nor a command, so its exit code cannot be read`
    return [...issues, { code: 'MissingCommand', path: [...path, index], message, hint }]
  })
}

const isKnown = (step: Loose<Step>): boolean =>
  Boolean(step.script || step.command?.length || step.ref) || isRefused(step, 'script') || isRefused(step, 'command')
