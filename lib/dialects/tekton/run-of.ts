import type { Value } from '../../core/variable.ts'
import { isObject } from '../canonical-json.ts'
import type { Dialect } from '../dialect.ts'
import { writeYaml } from '../yaml/write.ts'
import { declaredType, type ParamType, paramValueOf } from './param-value.ts'
import { asV1 } from './read/as-v1.ts'
import { Pipeline } from './schema/pipeline.ts'
import { apiVersion } from './schema/resource.ts'
import { Task } from './schema/task.ts'

/**
 * A PipelineRun or a TaskRun. Lists are given as `a,b` or as JSON, maps as JSON. Workspaces are left to the person: the
 * check of the run names those that it needs.
 */
export const runOf: Dialect['runOf'] = (definition, { name, params }) => {
  const { value } = asV1(definition)
  const { kind, metadata } = value as { kind: string; metadata: { name: string } }
  const specs = Task.safeParse(value).data?.spec.params ?? Pipeline.safeParse(value).data?.spec.params ?? []
  const types = new Map(specs.map((spec) => [spec.name, declaredType(spec)]))
  const given = Object.entries(params).map(([key, text]) => ({ name: key, value: read(text, types.get(key)) }))
  return writeYaml({
    apiVersion,
    kind: `${kind}Run`,
    metadata: name === undefined ? { generateName: `${metadata.name}-` } : { name },
    spec: {
      [kind === 'Task' ? 'taskRef' : 'pipelineRef']: { name: metadata.name },
      ...(given.length > 0 && { params: given }),
    },
  })
}

const read = (text: string, type: ParamType = 'string'): Value => {
  if (type === 'string') return text
  const parsed = parse(text)
  if (type === 'object') return isObject(parsed) ? paramValueOf(parsed as Record<string, string>) : text
  if (Array.isArray(parsed)) return paramValueOf(parsed)
  return text === '' ? [] : text.split(',')
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
