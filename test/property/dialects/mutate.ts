type Steps = (string | number)[]

/** The path of everything in a JSON value, the value itself included. */
export const paths = (value: unknown, path: Steps = []): Steps[] => {
  if (value === null || typeof value !== 'object') return [path]
  return [
    path,
    ...Object.keys(value).flatMap((key) =>
      paths(Reflect.get(value, key), [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ]
}

/** A copy with something else at a path that is there. */
export const replaced = (value: unknown, [step, ...rest]: Steps, by: unknown): unknown => {
  if (step === undefined) return by
  const copy: object = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
  Reflect.set(copy, step, replaced(Reflect.get(copy, step), rest, by))
  return copy
}

export const hasPath = (value: unknown, path: Steps): boolean =>
  path.length === 0 ||
  (value !== null &&
    typeof value === 'object' &&
    Object.hasOwn(value, path[0]!) &&
    hasPath(Reflect.get(value, path[0]!), path.slice(1)))
