import type { EnvVar } from '../../core/kubernetes.ts'
import { isSecret } from './link.ts'
import type { Parameter, RunParameter } from './schema.ts'

/** Kontroler's key in a Secret that a parameter names. */
const secretKey = 'secret'

/** The environment variable of each parameter of a DAG, as a run sets it. */
export const variablesOf = (declared: readonly Parameter[], given: readonly RunParameter[]): Map<string, EnvVar> => {
  const overrides = new Map(given.map((parameter) => [parameter.name, parameter]))
  return new Map(declared.map((parameter) => [parameter.name, variableOf(parameter, overrides.get(parameter.name))]))
}

const variableOf = (parameter: Parameter, override: RunParameter | undefined): EnvVar => {
  const { name } = parameter
  if (!isSecret(parameter)) return { name, value: literal(override?.value ?? parameter.defaultValue ?? '') }
  const secret = override?.fromSecret ?? parameter.defaultFromSecret!
  return { name, valueFrom: { secretKeyRef: { name: secret, key: secretKey } } }
}

/** Kubernetes would expand `$(NAME)` in a variable's value, and make `$$` a `$`. */
const literal = (value: string): string => (/\$[$(]/.test(value) ? value.replaceAll('$', '$$$$') : value)
