import type { Measurement } from './measurement.ts'
import { type Parts, partsOf } from './parts.ts'
import { addTo, divided, noUsage, type Usage } from './usage.ts'

/** What a task of a workload used, on average. */
export interface Figures {
  name: string
  shape: 'chain' | 'wide'
  parts: Parts
  /** Tasks and the archive of their logs. */
  both: Usage
  /** Requests to the Kubernetes API about the pod itself, by verb and resource. */
  requests: Readonly<Record<string, number>>
  /** Invocations that were the first of their environment, of all. */
  coldShare: number
  measured: Measurement
}

const requestsOf = ({ requests, tasks }: Measurement): Record<string, number> => {
  const ofPods = requests.filter(({ verb, name }) => verb !== 'watch' && (name !== '' || verb === 'create'))
  const byVerb = Map.groupBy(ofPods, ({ verb, resource }) => `${verb} ${resource}`)
  return Object.fromEntries([...byVerb].map(([what, some]) => [what, some.length / tasks]))
}

export const figuresOf = (shape: Figures['shape'], measured: Measurement): Figures => {
  const all = partsOf(measured)
  const parts = Object.fromEntries(
    Object.entries(all).map(([part, usage]) => [part, divided(usage, measured.tasks)]),
  ) as Record<keyof Parts, Usage>
  const both = noUsage()
  addTo(both, parts.tasks)
  addTo(both, parts.archive)
  const cold = measured.invocations.filter(({ initCpuMs }) => initCpuMs !== undefined).length
  return {
    name: measured.name,
    shape,
    parts,
    both,
    requests: requestsOf(measured),
    coldShare: cold / measured.invocations.length,
    measured,
  }
}
