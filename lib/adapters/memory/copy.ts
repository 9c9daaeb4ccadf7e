/** A copy of plain JSON; several times faster than a structured clone, which the simulation feels. */
export const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T))

/** Freezes plain JSON as deep as it is not frozen yet: what cannot be changed can be handed out without a copy. */
export const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) frozen(inner)
  return value
}
