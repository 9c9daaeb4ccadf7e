import { checkQuantities } from '../../check-quantities.ts'
import type { Issue } from '../../issue.ts'
import { isLabel, labelRule } from '../../names.ts'
import { isRefused, type Loose } from '../../shape.ts'
import { didYouMean } from '../../suggest.ts'
import type { Path } from '../../yaml/document.ts'
import type { Sidecar, Step, StepTemplate } from '../schema/container.ts'
import type { Resources } from '../schema/fields.ts'
import { checkDuration } from './check-duration.ts'
import { checkTwice } from './check-names.ts'
import { checkUnwrappable } from './check-unwrappable.ts'
import { checkMounts } from './check-volumes.ts'
import { notYet, refuse } from './refuse.ts'

type Steps = readonly (Loose<Step> | undefined)[]
type Template = Loose<StepTemplate> | undefined

export const checkSteps = (steps: Steps, template: Template, path: Path): Issue[] => [
  ...checkTwice(steps, path, { code: 'DuplicateStep', what: 'the step' }),
  ...steps.flatMap((step, index) => (step ? checkStep(step, template, [...path, index]) : [])),
  ...checkUnwrappable(steps, template, path),
]

const notBuilt = {
  ref: 'StepActions are',
  results: 'results of steps are',
  when: 'when of a step is',
  workspaces: 'workspaces of single steps are',
  stdoutConfig: 'stdoutConfig is',
  stderrConfig: 'stderrConfig is',
}

const checkStep = (step: Loose<Step>, template: Template, path: Path): Issue[] => {
  const what = step.name ? `the step "${step.name}"` : 'a step'
  const issues = refuse(step, path, notBuilt)
  if (step.params?.length && !step.ref) {
    const message = `${what} has params without a ref`
    issues.push({
      code: 'InvalidValue',
      path: [...path, 'params'],
      at: 'key',
      message,
      hint: 'params are for StepActions',
    })
  }
  return [
    ...issues,
    ...checkContainer(step, path, what),
    ...(step.ref ? [] : checkImage(step, template, { path, what })),
    ...checkOnError(step.onError, path, what),
    ...checkDuration(step.timeout, [...path, 'timeout']),
  ]
}

export const checkSidecars = (sidecars: readonly (Loose<Sidecar> | undefined)[] = [], path: Path): Issue[] => [
  ...checkTwice(sidecars, path, { code: 'DuplicateStep', what: 'the sidecar' }),
  ...sidecars.flatMap((sidecar, index) => {
    if (!sidecar) return []
    const at = [...path, index]
    const what = sidecar.name ? `the sidecar "${sidecar.name}"` : 'a sidecar'
    const issues = refuse(sidecar, at, { workspaces: 'workspaces of single sidecars are' })
    if (sidecar.name === 'tekton-log-results')
      issues.push({ code: 'InvalidName', path: [...at, 'name'], message: 'the name tekton-log-results is taken' })
    return [...issues, ...checkContainer(sidecar, at, what), ...checkImage(sidecar, undefined, { path: at, what })]
  }),
]

type Container = Loose<Step> | Loose<Sidecar>

const checkContainer = (container: Container, path: Path, what: string): Issue[] => {
  const { name, script, command } = container
  const issues: Issue[] = []
  if (name && !name.includes('$(') && !isLabel(name))
    issues.push({
      code: 'InvalidName',
      path: [...path, 'name'],
      message: `no container can be called "${name}"`,
      hint: labelRule,
    })
  if (script && command?.length) {
    const message = `${what} has a script, which cannot be used with a command`
    issues.push({ code: 'InvalidValue', path: [...path, 'command'], at: 'key', message, hint: 'remove one of them' })
  }
  if (script?.trimStart().startsWith('#!win')) issues.push(notYet('scripts for Windows are', [...path, 'script']))
  return [
    ...issues,
    ...checkMounts(container.volumeMounts, [...path, 'volumeMounts']),
    ...checkAmounts(container.computeResources, [...path, 'computeResources']),
  ]
}

export const checkTemplate = (template: Template, path: Path): Issue[] =>
  template
    ? [
        ...checkMounts(template.volumeMounts, [...path, 'volumeMounts']),
        ...checkAmounts(template.computeResources, [...path, 'computeResources']),
      ]
    : []

/** A number is an amount; a text must be one, unless a param brings it. */
export const checkAmounts = (resources: Loose<Resources> | undefined, path: Path): Issue[] => {
  const texts = (map: Record<string, string | number | undefined> | undefined) =>
    Object.fromEntries(
      Object.entries(map ?? {}).map(([name, amount]) => [
        name,
        typeof amount === 'string' && !amount.includes('$(') ? amount : undefined,
      ]),
    )
  return checkQuantities({ limits: texts(resources?.limits), requests: texts(resources?.requests) }, path)
}

const checkImage = (
  container: Container,
  template: Template,
  { path, what }: { path: Path; what: string },
): Issue[] => {
  if (container.image || template?.image || isRefused(container, 'image')) return []
  return [{ code: 'MissingImage', path: [...path, 'image'], message: `${what} has no image`, hint: 'add image' }]
}

const outcomes = ['continue', 'stopAndFail']

export const checkOnError = (onError: string | undefined, path: Path, what: string): Issue[] => {
  if (!onError || onError.includes('$(') || outcomes.includes(onError)) return []
  const message = `onError of ${what} must be continue or stopAndFail, not "${onError}"`
  return [{ code: 'InvalidValue', path: [...path, 'onError'], message, hint: didYouMean(onError, outcomes) }]
}
