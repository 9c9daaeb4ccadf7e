import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import { didYouMean } from '../../suggest.ts'
import type { Path } from '../../yaml/document.ts'
import { paramTypes } from '../param-value.ts'
import type { TaskResult } from '../schema/param.ts'
import { checkTwice } from './check-names.ts'
import { refuse } from './refuse.ts'

const resultName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/

interface NamedResult {
  name?: string
  type?: string
}

/** What is common to the results of a Task and of a Pipeline. */
export const checkResultNames = (results: readonly (NamedResult | undefined)[], path: Path): Issue[] => [
  ...checkTwice(results, path, { code: 'DuplicateResult', what: 'the result' }),
  ...results.flatMap((result, index) => {
    const issues: Issue[] = []
    const { name, type } = result ?? {}
    if (name !== undefined && !resultName.test(name)) {
      const hint = 'letters, digits, "-", "_" and ".", starting and ending with a letter or digit'
      issues.push({
        code: 'InvalidName',
        path: [...path, index, 'name'],
        message: `no result can be called "${name}"`,
        hint,
      })
    }
    if (type && !paramTypes.includes(type)) {
      const hint = didYouMean(type, paramTypes) ?? 'string, array or object'
      issues.push({
        code: 'InvalidValue',
        path: [...path, index, 'type'],
        message: `the result "${name}" has the type "${type}"`,
        hint,
      })
    }
    return issues
  }),
]

/** The results of a Task. */
export const checkResults = (results: readonly (Loose<TaskResult> | undefined)[] = [], path: Path): Issue[] => [
  ...checkResultNames(results, path),
  ...results.flatMap((result, index) => (result ? checkResult(result, [...path, index]) : [])),
]

const checkResult = (result: Loose<TaskResult>, path: Path): Issue[] => {
  const issues = refuse(result, path, { value: 'results of steps are' })
  const { name, type, properties } = result
  if (type === 'object' && !Object.hasOwn(result, 'properties')) {
    const hint = 'list its keys under properties, each {type: string}'
    const message = `the result "${name}" is an object without properties`
    issues.push({ code: 'MissingField', path: [...path, 'properties'], message, hint })
  }
  for (const [key, property] of Object.entries(properties ?? {})) {
    if (!property?.type || property.type === 'string') continue
    const message = `the key "${key}" of the result "${name}" must be of type string`
    issues.push({ code: 'InvalidValue', path: [...path, 'properties', key, 'type'], message })
  }
  return issues
}
