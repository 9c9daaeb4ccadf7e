import type { Check } from '../check.ts'
import { referencesOfResource } from './references.ts'

/** Resources can be made one after another: none waits for itself. */
export const checkOrder: Check = ({ Resources }) => {
  const waiting = new Map(
    Object.entries(Resources).map(([logicalId, resource]) => [
      logicalId,
      referencesOfResource(logicalId, resource)
        .map(({ name }) => name.split('.')[0] ?? '')
        .filter((name) => Object.hasOwn(Resources, name)),
    ]),
  )
  for (;;) {
    const ready = [...waiting].filter(([, needs]) => !needs.some((name) => waiting.has(name))).map(([name]) => name)
    if (ready.length === 0) break
    for (const name of ready) waiting.delete(name)
  }
  return [...waiting.keys()].map((logicalId) => `${logicalId}: waits for itself`)
}
