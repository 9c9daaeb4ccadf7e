import type { JsonObject } from '../../../core/kubernetes.ts'
import { isObject } from '../../canonical-json.ts'
import type { Step, StepTemplate } from '../schema/container.ts'
import type { Resources } from '../schema/fields.ts'

/** The stepTemplate under a step: the step's fields win, maps are merged, lists of named things by their names. */
export const mergeTemplate = (template: StepTemplate | undefined, step: Step): Step => {
  if (!template) return step
  const merged: Step = { ...template, ...step }
  const lists = {
    env: mergeBy('name', template.env, step.env),
    volumeMounts: mergeBy('mountPath', template.volumeMounts, step.volumeMounts),
    volumeDevices: mergeBy('devicePath', template.volumeDevices, step.volumeDevices),
  }
  const maps = {
    securityContext: mergeMaps(template.securityContext, step.securityContext),
    computeResources: mergeMaps(template.computeResources, step.computeResources) as Resources | undefined,
  }
  const kept = Object.entries({ ...lists, ...maps }).filter(([, value]) => value !== undefined)
  return Object.assign(merged, emptyLists(template, step), Object.fromEntries(kept))
}

/** An empty list is as none: the template's stays. */
const emptyLists = (template: StepTemplate, step: Step): Partial<Step> =>
  Object.fromEntries(
    (['command', 'args', 'envFrom'] as const).flatMap((field) =>
      step[field]?.length === 0 && template[field] ? [[field, template[field]]] : [],
    ),
  )

/** Those of the second in the places of the first, the others after them. */
export const mergeBy = <K extends string, T extends Record<K, unknown>>(
  key: K,
  under: readonly T[] | undefined,
  over: readonly T[] | undefined,
): T[] | undefined => {
  if (!under || !over) return under ? [...under] : over && [...over]
  const named = new Map([...under, ...over].map((item) => [item[key], item]))
  return [...named.values()]
}

const mergeMaps = (under: object | undefined, over: object | undefined): JsonObject | undefined => {
  if (!under || !over) return (under ?? over) as JsonObject | undefined
  const merged: Record<string, unknown> = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isObject(below) && isObject(value) ? mergeMaps(below, value) : value
  }
  return merged as JsonObject
}
