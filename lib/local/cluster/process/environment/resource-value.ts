import { availableParallelism, totalmem } from 'node:os'
import type { Pod } from '../../../../core/kubernetes.ts'

const scale: Record<string, number> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
}

const quantity = /^([0-9.]+)(m|k|[MGTP]|[KMGTP]i)?$/

/** As written: Kubernetes takes numbers too. */
type Quantity = string | number

export interface ResourceReference {
  containerName?: string
  resource: string
  divisor?: Quantity
}

/**
 * What a `resourceFieldRef` names: `limits.cpu`, `requests.memory` … divided by its divisor and rounded up.
 * A limit that is not set is what the machine has, a request that is not set its limit, else 0.
 */
export const resourceValue = (
  pod: Pod,
  containerName: string,
  { resource, divisor = '1' }: ResourceReference,
): string => {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  const container = containers.find(({ name }) => name === containerName)
  if (!container) throw new Error(`container ${containerName} not found`)
  const [list = '', name = ''] = resource.split(/\.(.*)/s)
  if (list !== 'limits' && list !== 'requests') throw new Error(`unsupported container resource : ${resource}`)
  const resources = (container.resources ?? {}) as Record<string, Record<string, Quantity> | undefined>
  const written = resources[list]?.[name] ?? (list === 'requests' ? resources['limits']?.[name] : undefined)
  const amount = written === undefined ? (list === 'limits' ? ofMachine(name) : 0) : parse(written)
  return String(Math.ceil(amount / (parse(divisor) || 1)))
}

const ofMachine = (name: string): number =>
  name === 'cpu' ? availableParallelism() : name === 'memory' ? totalmem() : 0

const parse = (written: Quantity): number => {
  const [, number, unit = ''] = quantity.exec(String(written)) ?? []
  if (number === undefined) throw new Error(`not a quantity: ${JSON.stringify(written)}`)
  return Number(number) * scale[unit]!
}
