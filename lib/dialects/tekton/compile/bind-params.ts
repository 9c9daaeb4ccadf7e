import type { Value } from '../../../core/variable.ts'
import { declaredType, defaultOf, paramValueOf, typeOf } from '../param-value.ts'
import type { Param, ParamSpec } from '../schema/param.ts'
import { paramScope } from '../substitute/params.ts'
import { onlyReference } from '../substitute/reference.ts'
import type { Problem } from '../substitute/scope.ts'
import { inside, type Site, substituteValue } from '../substitute/substitute.ts'
import type { Variables } from '../substitute/variables.ts'

export type Params = ReadonlyMap<string, Value>

/** The params that a run sets, as it writes them. */
export const givenParams = (params: readonly Param[] = []): Map<string, Value> =>
  new Map(params.map(({ name, value }) => [name, paramValueOf(value)]))

export interface BindOptions {
  given: Params
  /** What is visible from outside; a declaration with a default hides it. */
  outer?: Params
  variables?: Variables
  /** Where the values are given. */
  site: Site
  /** `Task "build"` */
  what: string
}

/** The value of every param: what is given, else the declared default, else what is visible from outside. */
export const bindParams = (specs: readonly ParamSpec[] = [], options: BindOptions): Params => {
  const { given, outer, variables, site, what } = options
  const declared = new Map(specs.map((spec) => [spec.name, spec]))
  const bound = new Map<string, Value>([...(outer ?? []), ...given])
  for (const spec of specs) {
    const value = given.get(spec.name) ?? (defaultOf(spec) === undefined ? outer?.get(spec.name) : undefined)
    const fallback = resolveDefault(spec, { declared, bound, variables, seen: new Set() })
    const own = merged(value, fallback)
    if (own !== undefined) bound.set(spec.name, own)
    const wrong = own === undefined ? missing(spec, what) : mismatch(spec, own, what)
    if (wrong) site.report({ ...wrong, path: placeOf(spec, options) })
  }
  return bound
}

const placeOf = ({ name }: ParamSpec, { given, site }: BindOptions): Site['path'] => {
  const at = [...given.keys()].indexOf(name)
  return at < 0 ? site.path : inside(site, 'params', at, 'value').path
}

/** Keys that are not given have their defaults. */
const merged = (value: Value | undefined, fallback: Value | undefined): Value | undefined => {
  if (value === undefined || fallback === undefined) return value ?? fallback
  return typeOf(value) === 'object' && typeOf(fallback) === 'object'
    ? { ...(fallback as Record<string, string>), ...(value as Record<string, string>) }
    : value
}

interface Resolving {
  declared: ReadonlyMap<string, ParamSpec>
  bound: ReadonlyMap<string, Value>
  variables: Variables | undefined
  seen: ReadonlySet<string>
}

/** A default may refer to other params; one that refers to itself, through whatever, is left as it is. */
const resolveDefault = (spec: ParamSpec, { declared, bound, variables, seen }: Resolving): Value | undefined => {
  const value = defaultOf(spec)
  if (value === undefined || seen.has(spec.name)) return value
  const within = new Set([...seen, spec.name])
  const others = new Map(bound)
  if (JSON.stringify(value).includes('$('))
    for (const other of declared.values()) {
      if (others.has(other.name) && !within.has(other.name)) continue
      const resolved = resolveDefault(other, { declared, bound, variables, seen: within })
      if (resolved !== undefined && !within.has(other.name)) others.set(other.name, resolved)
    }
  const scope = paramScope(others, { variables, undeclared: 'pass' })
  return substituteValue(value, scope, { path: [], report: () => undefined })
}

const missing = ({ name }: ParamSpec, what: string): Problem => ({
  code: 'MissingParameter',
  message: `${what} needs the param "${name}", which has no default`,
  hint: 'add it under params',
})

const article = { string: 'a string', array: 'an array', object: 'an object' }

const mismatch = (spec: ParamSpec, value: Value, what: string): Problem | undefined => {
  const wanted = declaredType(spec)
  const is = typeOf(value)
  if (is !== wanted) {
    // A reference that nothing could resolve stays text, whatever it was meant to be.
    if (is === 'string' && onlyReference(value as string) !== undefined) return undefined
    const message = `the param "${spec.name}" of ${what} is ${article[wanted]}, and ${article[is]} is given`
    return { code: 'ParameterTypeMismatch', message }
  }
  if (is !== 'object') return undefined
  const absent = Object.keys(spec.properties ?? {}).filter((key) => !Object.hasOwn(value as object, key))
  if (absent.length === 0) return undefined
  const message = `the param "${spec.name}" of ${what} lacks ${absent.map((key) => `"${key}"`).join(', ')}`
  return { code: 'MissingParameter', message, hint: 'its properties say which keys it must have' }
}
