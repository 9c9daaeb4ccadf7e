import { isObject } from '../../canonical-json.ts'
import type { Path } from '../../yaml/document.ts'
import { keyOf, type Moves } from './moved.ts'

type Fields = Record<string, unknown>

/** A field of v1beta1, by the path of its object, and where v1 has it. */
interface Renamed {
  at: Path
  from: string
  to: Path
}

/** v1beta1 as v1: only the fields that have another name or place. What has been removed stays, to be refused. */
export const upgrade = (value: Fields): { value: Fields; moves: Moves } => {
  const copy = structuredClone(value)
  const moves: Moves = new Map()
  const { kind } = value
  const renames = typeof kind === 'string' && Object.hasOwn(ofKind, kind) ? ofKind[kind]!(value.spec) : []
  for (const rename of renames) move(copy, rename, moves)
  return { value: copy, moves }
}

const move = (document: Fields, { at, from, to }: Renamed, moves: Moves): void => {
  const parent = valueAt(document, at)
  const key = isObject(parent)
    ? Object.keys(parent).find((name) => name.toLowerCase() === from.toLowerCase())
    : undefined
  if (!isObject(parent) || key === undefined) return
  const target = to.slice(0, -1).reduce<Fields | undefined>((into, step) => {
    const next = into?.[step] ?? {}
    if (!into || !isObject(next)) return undefined
    into[step] = next
    return next
  }, parent)
  const last = to.at(-1)!
  if (!target || Object.hasOwn(target, last)) return
  target[last] = parent[key]
  delete parent[key]
  moves.set(keyOf([...at, ...to]), [...at, key])
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, step) =>
      at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? Reflect.get(at, step) : undefined,
    value,
  )

const ofTask = (spec: unknown, at: Path): Renamed[] => {
  const resources = (path: Path): Renamed => ({ at: [...at, ...path], from: 'resources', to: ['computeResources'] })
  return [
    resources(['stepTemplate']),
    ...indices(spec, 'steps').map((index) => resources(['steps', index])),
    ...indices(spec, 'sidecars').map((index) => resources(['sidecars', index])),
  ]
}

const ofPipeline = (spec: unknown, at: Path): Renamed[] =>
  ['tasks', 'finally'].flatMap((list) =>
    indices(spec, list).flatMap((index) => {
      const path = [list, index, 'taskSpec']
      return ofTask(valueAt(spec, path), [...at, ...path])
    }),
  )

const spec: Path = ['spec']

const ofKind: Record<string, (spec: unknown) => Renamed[]> = {
  Task: (value) => ofTask(value, spec),
  Pipeline: (value) => ofPipeline(value, spec),
  TaskRun: (value) => [
    { at: spec, from: 'stepOverrides', to: ['stepSpecs'] },
    { at: spec, from: 'sidecarOverrides', to: ['sidecarSpecs'] },
    ...ofTask(valueAt(value, ['taskSpec']), ['spec', 'taskSpec']),
  ],
  PipelineRun: (value) => [
    { at: spec, from: 'serviceAccountName', to: ['taskRunTemplate', 'serviceAccountName'] },
    { at: spec, from: 'podTemplate', to: ['taskRunTemplate', 'podTemplate'] },
    { at: spec, from: 'timeout', to: ['timeouts', 'pipeline'] },
    ...ofPipeline(valueAt(value, ['pipelineSpec']), ['spec', 'pipelineSpec']),
  ],
}

const indices = (value: unknown, list: string): number[] => {
  const items = valueAt(value, [list])
  return Array.isArray(items) ? [...items.keys()] : []
}
