import type { Value } from '../../core/variable.ts'
import { isObject } from '../canonical-json.ts'
import type { Dialect } from '../dialect.ts'
import { runMetadata } from '../run-metadata.ts'
import { writeYaml } from '../yaml/write.ts'
import { declaredType, type ParamType, paramValueOf } from './param-value.ts'
import { asV1 } from './read/as-v1.ts'
import { Pipeline } from './schema/pipeline.ts'
import { apiVersion } from './schema/resource.ts'
import { Task } from './schema/task.ts'

/**
 * A PipelineRun or a TaskRun. Lists are given as `a,b` or as JSON, maps as JSON. The check of
 * the run names the workspaces that it needs and does not have.
 */
export const runOf: Dialect['runOf'] = (definition, { params, workspaces, ...own }) => {
  const { value } = asV1(definition)
  const { kind, metadata } = value as { kind: string; metadata: { name: string } }
  const specs = Task.safeParse(value).data?.spec.params ?? Pipeline.safeParse(value).data?.spec.params ?? []
  const types = new Map(specs.map((spec) => [spec.name, declaredType(spec)]))
  const given = Object.entries(params).map(([key, value]) => ({
    name: key,
    value: typeof value === 'string' ? read(value, types.get(key)) : value,
  }))
  return writeYaml({
    apiVersion,
    kind: `${kind}Run`,
    metadata: runMetadata(metadata.name, own),
    spec: {
      [kind === 'Task' ? 'taskRef' : 'pipelineRef']: { name: metadata.name },
      ...(given.length > 0 && { params: given }),
      ...(workspaces && { workspaces: [...workspaces] }),
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
