import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import type { Param } from '../schema/param.ts'
import { checkEmptyNames, checkTwice } from './check-names.ts'

/** The params that a run, or a task of a pipeline, gives. */
export const checkParams = (params: readonly (Loose<Param> | undefined)[] = [], path: Path): Issue[] => [
  ...checkEmptyNames(params, path, 'a param'),
  ...checkTwice(params, path, { code: 'DuplicateParameter', what: 'the param', ignoreCase: true }),
]
