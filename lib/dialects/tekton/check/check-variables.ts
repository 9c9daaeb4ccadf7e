import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import { didYouMean } from '../../suggest.ts'
import type { Path } from '../../yaml/document.ts'
import { declaredType } from '../param-value.ts'
import type { ParamSpec } from '../schema/param.ts'
import type { TaskSpec } from '../schema/task.ts'
import { afterParams, onlyReference, referencesIn, selectors } from '../substitute/reference.ts'
import { notYet } from './refuse.ts'
import { textsIn, type WrittenText } from './walk-texts.ts'

type Specs = readonly (Loose<ParamSpec> | undefined)[]

/** The variables in the texts of a Task. What a Task written into something else does not declare may come from outside. */
export const checkTaskVariables = (spec: Loose<TaskSpec>, path: Path, { isInline }: { isInline: boolean }): Issue[] => {
  const { steps, sidecars, volumes, stepTemplate } = spec
  const mountPaths = (spec.workspaces ?? []).map((workspace) => ({ mountPath: workspace?.mountPath }))
  const texts = textsIn({ steps, sidecars, volumes, stepTemplate, workspaces: mountPaths }, path)
  const workspaces = new Set((spec.workspaces ?? []).map((workspace) => workspace?.name))
  return [
    ...checkParamUse(texts, spec.params ?? [], { isInline }),
    ...texts.flatMap((written) =>
      referencesIn(written.text).flatMap((reference) => [
        ...unknownContext(reference, taskContexts, written),
        ...notBuilt(reference, written),
        ...(isInline ? [] : unknownWorkspace(reference, workspaces, written)),
      ]),
    ),
  ]
}

/** The params that texts refer to: declared, and used as what they are. */
export const checkParamUse = (
  texts: readonly WrittenText[],
  specs: Specs,
  { isInline }: { isInline: boolean },
): Issue[] => {
  const declared = new Map(specs.flatMap((spec) => (spec?.name ? [[spec.name, spec as ParamSpec] as const] : [])))
  return texts.flatMap((written) =>
    referencesIn(written.text).flatMap((reference): Issue[] => {
      const rest = afterParams(reference)
      if (rest === undefined) return []
      const choices = selectors(rest)
      const choice = choices.find(({ name }) => declared.has(name))
      if (choice) return misuse(declared.get(choice.name)!, { written, part: choice.part, reference })
      if (isInline || choices.length === 0) return []
      const { name } = choices.at(-1)!
      const hint = didYouMean(name, declared.keys()) ?? 'declare it under params'
      return [{ code: 'UndeclaredParameter', path: written.path, message: `the param "${name}" is not declared`, hint }]
    }),
  )
}

type Part = ReturnType<typeof selectors>[number]['part']

const misuse = (
  spec: ParamSpec,
  { written, part, reference }: { written: WrittenText; part: Part; reference: string },
): Issue[] => {
  const type = declaredType(spec)
  const { path, isElement, text } = written
  const isWhole = part === undefined || part.type === 'whole'
  if (type === 'array' && isWhole && !(isElement && onlyReference(text) !== undefined)) {
    const message = `$(${reference}) is an array, which cannot be part of a text`
    const hint = 'make it an element of its own in a list, or refer to one of its elements: [0]'
    return [{ code: 'ParameterTypeMismatch', path, message, hint }]
  }
  if (type !== 'object') return []
  if (isWhole) {
    const message = `$(${reference}) is an object, which cannot be used as a whole here`
    return [
      { code: 'ParameterTypeMismatch', path, message, hint: `refer to one of its keys: $(params.${spec.name}.<key>)` },
    ]
  }
  if (part.type !== 'key' || !spec.properties || Object.hasOwn(spec.properties, part.key)) return []
  const message = `the param "${spec.name}" has no key "${part.key}"`
  const hint = didYouMean(part.key, Object.keys(spec.properties)) ?? 'list it under properties'
  return [{ code: 'UndeclaredParameter', path, message, hint }]
}

const taskContexts: Readonly<Record<string, readonly string[]>> = {
  task: ['name', 'retry-count'],
  taskRun: ['name', 'namespace', 'uid'],
}

export const pipelineContexts: typeof taskContexts = {
  pipeline: ['name'],
  pipelineRun: ['name', 'namespace', 'uid'],
  pipelineTask: ['retries'],
}

/** Of the contexts that are known, only these names. */
export const unknownContext = (reference: string, known: typeof taskContexts, { path }: WrittenText): Issue[] => {
  const [head, object = '', ...rest] = reference.split('.')
  if (head !== 'context' || !Object.hasOwn(known, object) || known[object]!.includes(rest.join('.'))) return []
  const names = known[object]!
  const hint = didYouMean(rest.join('.'), names) ?? `known: ${names.join(', ')}`
  return [{ code: 'InvalidReference', path, message: `there is no variable $(${reference})`, hint }]
}

const unbuilt: readonly [RegExp, string][] = [
  [/^(?:step\.)?artifacts\.path$/, 'artifacts are'],
  [/^(?:steps|tasks)\.[^.]+\.(?:outputs|inputs)\./, 'artifacts are'],
  [/^step\.results[.[]/, 'results of steps are'],
  [/^steps\.[^.]+\.results[.[]/, 'results of steps are'],
]

export const notBuilt = (reference: string, { path }: WrittenText): Issue[] => {
  const found = unbuilt.find(([pattern]) => pattern.test(reference))
  return found ? [notYet(found[1], path)] : []
}

/** It stays as it is written, which is seldom what was meant. */
const unknownWorkspace = (
  reference: string,
  declared: ReadonlySet<string | undefined>,
  { path }: WrittenText,
): Issue[] => {
  const name = /^workspaces\.([^.]+)\.(?:path|bound|claim|volume)$/.exec(reference)?.[1]
  if (name === undefined || declared.has(name)) return []
  const names = [...declared].filter((one) => one !== undefined)
  const hint = didYouMean(name, names) ?? 'declare it under workspaces'
  const message = `the workspace "${name}" is not declared, so $(${reference}) stays as it is`
  return [{ code: 'UnknownWorkspace', severity: 'warning', path, message, hint }]
}
