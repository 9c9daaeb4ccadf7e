/** A copy of plain JSON; several times faster than a structured clone, which the simulation feels. */
export const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T))
