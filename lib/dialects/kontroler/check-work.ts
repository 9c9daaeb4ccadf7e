import type { Issue } from '../issue.ts'
import { checkScriptSize } from '../script-size.ts'
import { isRefused, type Loose } from '../shape.ts'
import type { Names } from '../suggest.ts'
import type { Path } from '../yaml/document.ts'
import { checkPodTemplate } from './check-pod-template.ts'
import type { Work } from './schema.ts'

interface Context {
  path: Path
  /** `task "build"` */
  what: string
  /** The parameters that may be used; undefined when another document says so, or nobody can know. */
  parameters?: Names
  hasWorkspace?: boolean
}

/** What a DagTask and a task without a taskRef must fulfil. */
export const checkWork = (work: Loose<Work>, context: Context): Issue[] => {
  const { path, hasWorkspace } = context
  return [
    ...checkImage(work, context),
    ...checkCommand(work, context),
    ...checkParameterUse(work.parameters, context),
    ...(work.podTemplate ? checkPodTemplate(work.podTemplate, [...path, 'podTemplate'], hasWorkspace) : []),
  ]
}

const checkImage = (work: Loose<Work>, { path, what }: Context): Issue[] => {
  const issues: Issue[] = []
  if (work.image === '' || !Object.hasOwn(work, 'image'))
    issues.push({ code: 'MissingImage', path: [...path, 'image'], message: `${what} has no image`, hint: 'add image' })
  if (work.scriptInjectorImage) {
    const message = 'scriptInjectorImage is not needed: scripts are projected into the pod'
    const at = [...path, 'scriptInjectorImage']
    issues.push({ code: 'UnneededField', severity: 'warning', path: at, at: 'key', message, hint: 'it can be removed' })
  }
  return issues
}

const checkCommand = (work: Loose<Work>, { path, what }: Context): Issue[] => {
  const { script, command, args } = work
  const isUnknown = [script, command].includes(undefined) && ['script', 'command'].some((key) => isRefused(work, key))
  if (isUnknown) return []
  if (!script && !command?.length) {
    const hint = args?.length ? 'args need a command before them' : 'add one of them'
    return [{ code: 'MissingCommand', path, message: `${what} has neither a script nor a command`, hint }]
  }
  if (!script) return []
  const issues = checkScriptSize([script], `the script of ${what}`, [...path, 'script'])
  for (const key of ['command', 'args'] as const) {
    if (!work[key]?.length) continue
    const message = `${what} has a script, so its ${key} is not used`
    issues.push({
      code: 'BothScriptAndCommand',
      severity: 'warning',
      path: [...path, key],
      at: 'key',
      message,
      hint: `remove ${key} or script`,
    })
  }
  return issues
}

export const checkParameterUse = (
  used: (string | undefined)[] | undefined,
  { path, what, parameters }: Context,
): Issue[] =>
  (used ?? []).flatMap((name, index): Issue[] => {
    if (name === undefined || !parameters || parameters.has(name)) return []
    const hint = parameters.didYouMean(name) ?? 'declare it under spec.parameters'
    const message = `${what} uses the parameter "${name}", which the DAG does not declare`
    return [{ code: 'UndeclaredParameter', path: [...path, 'parameters', index], message, hint }]
  })
