import type { Issue } from '../issue.ts'
import { isSubdomain, isVariable, subdomainRule } from '../names.ts'
import { isRefused, type Loose } from '../shape.ts'
import type { Path } from '../yaml/document.ts'
import type { Parameter, RunParameter } from './schema.ts'

/** The parameters that a DAG declares. */
export const checkParameters = (parameters: readonly (Loose<Parameter> | undefined)[]): Issue[] =>
  checkEach(parameters, {
    plain: 'defaultValue',
    secret: 'defaultFromSecret',
    code: 'ParameterDefault',
  })

/** The parameters that a run sets. */
export const checkRunParameters = (parameters: readonly (Loose<RunParameter> | undefined)[]): Issue[] =>
  checkEach(parameters, { plain: 'value', secret: 'fromSecret', code: 'ParameterValue' })

interface Sources {
  plain: string
  secret: string
  code: 'ParameterDefault' | 'ParameterValue'
}

const checkEach = (parameters: readonly (Loose<Parameter> | undefined)[], sources: Sources): Issue[] => {
  const seen = new Set<string>()
  return parameters.flatMap((parameter, index) => {
    if (!parameter) return []
    const path = ['spec', 'parameters', index]
    const issues = [...checkName(parameter.name, path, seen), ...checkSources(parameter, path, sources)]
    if (parameter.name !== undefined) seen.add(parameter.name)
    return issues
  })
}

const checkName = (name: string | undefined, parent: Path, seen: ReadonlySet<string>): Issue[] => {
  if (name === undefined) return []
  const path = [...parent, 'name']
  if (!isVariable(name)) {
    const message = name === '' ? 'a parameter has an empty name' : `no variable can be called "${name}"`
    return [
      { code: 'InvalidName', path, message, hint: 'it becomes an environment variable: printable ASCII without "="' },
    ]
  }
  if (!seen.has(name)) return []
  return [
    { code: 'DuplicateParameter', path, message: `the parameter "${name}" is there twice`, hint: 'remove one of them' },
  ]
}

const checkSources = (parameter: Loose<Parameter>, path: Path, { plain, secret, code }: Sources): Issue[] => {
  if (isRefused(parameter, plain) || isRefused(parameter, secret)) return []
  const given = [plain, secret].filter((key) => Reflect.get(parameter, key))
  const name = parameter.name ? `the parameter "${parameter.name}"` : 'a parameter'
  if (given.length === 0)
    return [
      { code, path, message: `${name} has neither a ${plain} nor a ${secret}`, hint: 'an empty one does not count' },
    ]
  if (given.length === 2)
    return [
      {
        code,
        path: [...path, secret],
        at: 'key',
        message: `${name} has both a ${plain} and a ${secret}`,
        hint: 'remove one of them',
      },
    ]
  const secretName: unknown = Reflect.get(parameter, secret)
  if (typeof secretName !== 'string' || secretName === '' || isSubdomain(secretName)) return []
  return [
    {
      code: 'InvalidName',
      path: [...path, secret],
      message: `no secret can be called "${secretName}"`,
      hint: subdomainRule,
    },
  ]
}
