import type { Issue } from '../../issue.ts'
import { isRefused, type Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import type { Ref } from '../schema/reference.ts'
import { notYet, refuse } from './refuse.ts'

/** How a Task or a Pipeline is named: by its name alone. */
export const checkRef = (ref: Loose<Ref>, path: Path, kind: 'Task' | 'Pipeline'): Issue[] => {
  const issues = refuse(ref, path, { resolver: 'resolvers are', bundle: 'bundles are' })
  if (kind === 'Task' && ref.kind && ref.kind.toLowerCase() !== 'task')
    issues.push(notYet(`a task of kind ${ref.kind} is`, [...path, 'kind']))
  if (issues.length > 0) return issues
  if (ref.params?.length) {
    const message = 'params of a reference need a resolver'
    issues.push({ code: 'MissingField', path: [...path, 'resolver'], message, hint: 'set params beside the reference' })
  }
  if (ref.name === undefined || ref.name === '') {
    if (isRefused(ref, 'name')) return issues
    return [
      ...issues,
      { code: 'MissingField', path: [...path, 'name'], message: `a ${kind} is referred to without a name` },
    ]
  }
  if (ref.name.includes('$(')) issues.push(notYet(`a ${kind} that a variable names is`, [...path, 'name']))
  return issues
}

interface Alternatives {
  /** Field → whether it is there. */
  value: object
  fields: readonly [string, string]
  path: Path
  what: string
}

/** Exactly one of the reference and the spec. */
export const checkAlternatives = ({ value, fields, path, what }: Alternatives): Issue[] => {
  const given = fields.filter((field) => Object.hasOwn(value, field))
  if (given.length === 1) return []
  const message = `${what} needs exactly one of ${fields.join(' and ')}, and has ${given.length === 0 ? 'none' : 'both'}`
  return [{ code: given.length === 0 ? 'MissingField' : 'InvalidValue', path, message }]
}
