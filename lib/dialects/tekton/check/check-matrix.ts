import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import { paramValueOf } from '../param-value.ts'
import type { Param } from '../schema/param.ts'
import type { PipelineTask } from '../schema/pipeline.ts'
import { onlyReference } from '../substitute/reference.ts'
import { checkTwice } from './check-names.ts'

type Params = readonly (Loose<Param> | undefined)[]

/** The matrix of a task: lists under params, single values under include, no name that params have too. */
export const checkMatrix = ({ matrix, params }: Loose<PipelineTask>, path: Path): Issue[] => {
  if (!matrix) return []
  const at = [...path, 'matrix']
  const own = new Set((params ?? []).flatMap((param) => param?.name ?? []))
  const lists = checkList(matrix.params ?? [], [...at, 'params'], { own, wanted: 'array' })
  const included = (matrix.include ?? []).flatMap((one, index) =>
    checkList(one?.params ?? [], [...at, 'include', index, 'params'], { own, wanted: 'string' }),
  )
  return [...lists, ...included]
}

const checkList = (
  params: Params,
  path: Path,
  { own, wanted }: { own: ReadonlySet<string>; wanted: 'array' | 'string' },
): Issue[] => [
  ...checkTwice(params, path, { code: 'DuplicateParameter', what: 'the param' }),
  ...params.flatMap((param, index): Issue[] => {
    if (param?.name === undefined) return []
    if (own.has(param.name)) {
      const message = `the param "${param.name}" is there twice, in params and in the matrix`
      return [{ code: 'DuplicateParameter', path: [...path, index, 'name'], message, hint: 'remove one of them' }]
    }
    const { value } = param as Partial<Param>
    return value === undefined || fits(value, wanted) ? [] : [wrong(param.name, [...path, index, 'value'], wanted)]
  }),
]

const fits = (json: Param['value'], wanted: 'array' | 'string'): boolean => {
  const value = paramValueOf(json)
  if (wanted === 'string') return typeof value === 'string'
  return Array.isArray(value) || (typeof value === 'string' && onlyReference(value) !== undefined)
}

const wrong = (name: string, path: Path, wanted: 'array' | 'string'): Issue => ({
  code: 'ParameterTypeMismatch',
  path,
  message: `the matrix param "${name}" needs ${wanted === 'array' ? 'a list of values' : 'a single value'}`,
  hint: wanted === 'array' ? 'give a list, or refer to one: $(params.list[*])' : 'give a string',
})
