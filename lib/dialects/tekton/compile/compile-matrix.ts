import type { Matrix } from '../../../core/plan.ts'
import type { Value } from '../../../core/variable.ts'
import { defaultOf, paramValueOf } from '../param-value.ts'
import type { Param, ParamSpec } from '../schema/param.ts'
import type { MatrixSpec } from '../schema/pipeline.ts'
import type { Scope } from '../substitute/scope.ts'
import { inside, type Site, substituteValue } from '../substitute/substitute.ts'
import type { Variables } from '../substitute/variables.ts'

interface MatrixContext {
  scopes: readonly Scope[]
  variables: Variables
  /** Of the Task: a param that a combination lacks has its default. */
  specs: readonly ParamSpec[]
  /** Of the matrix. */
  site: Site
}

/** The fan-out of a task, and the value of each of its params in one instance. */
export const compileMatrix = (
  spec: MatrixSpec,
  { scopes, variables, specs, site }: MatrixContext,
): { matrix: Matrix; params: Map<string, Value> } => {
  const valueOf = ({ value }: Param, at: Site): Value =>
    scopes.reduce((now, scope) => substituteValue(now, scope, at), paramValueOf(value))
  const params = (spec.params ?? []).map((param, index) => {
    const at = inside(site, 'params', index, 'value')
    return { name: param.name, values: listOf(valueOf(param, at), param.name, at) }
  })
  const include = (spec.include ?? []).map((one, index) => ({
    params: Object.fromEntries(
      (one.params ?? []).map((param, position) => {
        const at = inside(site, 'include', index, 'params', position, 'value')
        return [param.name, textOf(valueOf(param, at), param.name, at)]
      }),
    ),
  }))
  const names = new Set([...params.map(({ name }) => name), ...include.flatMap((one) => Object.keys(one.params))])
  const defaults = new Map(specs.map((one) => [one.name, defaultOf(one)]))
  const slots = [...names].map((name): [string, Value] => {
    const otherwise = params.some((param) => param.name === name) ? undefined : defaults.get(name)
    const text = typeof otherwise === 'string' && otherwise !== '' ? { default: otherwise } : {}
    return [name, variables.slot({ type: 'matrix', param: name, ...text })]
  })
  return { matrix: { params, include }, params: new Map(slots) }
}

const listOf = (value: Value, name: string, { path, report }: Site): string[] => {
  if (Array.isArray(value)) return value
  const message = `the matrix param "${name}" needs a list of values`
  report({ code: 'ParameterTypeMismatch', path, message, hint: 'give a list, or refer to one: $(params.list[*])' })
  return []
}

const textOf = (value: Value, name: string, { path, report }: Site): string => {
  if (typeof value === 'string') return value
  const message = `the included param "${name}" needs a single value`
  report({ code: 'ParameterTypeMismatch', path, message, hint: 'give a string' })
  return ''
}
