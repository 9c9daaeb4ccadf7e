import type { Issue } from '../../issue.ts'
import type { Path } from '../../yaml/document.ts'

/** Fields that Tekton has and Millrace does not carry out yet, each with what it is. */
export const refuse = (value: object, path: Path, fields: Readonly<Record<string, string>>): Issue[] =>
  Object.entries(fields).flatMap(([field, what]): Issue[] => {
    if (isAbsent(Reflect.get(value, field))) return []
    return [notYet(what, [...path, field], 'key')]
  })

export const notYet = (what: string, path: Path, at?: Issue['at']): Issue => ({
  code: 'NotSupportedYet',
  path,
  at,
  message: `${what} not supported yet`,
})

/** An empty list is as none. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

export const removed = { resources: 'PipelineResources, which Tekton has removed, are' }
