import type { RecordedCall } from '../../test/system/emulator/recorder.ts'
import { assumptions } from './assumptions.ts'
import type { Invocation } from './invocation.ts'
import type { Measurement } from './measurement.ts'
import { modelledMs } from './modelled-time.ts'
import { addTo, noUsage, type Usage } from './usage.ts'

/** What the figures tell apart: the tasks themselves, the archive of their logs, the watcher, and the tick. */
export const parts = ['tasks', 'archive', 'watcher', 'tick'] as const
export type Part = (typeof parts)[number]
export type Parts = Readonly<Record<Part, Usage>>

/** How much of something belongs to each part; all of it together is 1. */
type Shares = Partial<Record<Part, number>>

/** SQS counts each 64 KiB of a request as one. */
const chunks = (bytes: number): number => Math.max(1, Math.ceil(bytes / 65_536))

const sharesOf = ({ name, messages }: Pick<Invocation, 'name' | 'messages'>): Shares => {
  if (name === 'watch') return { watcher: 1 }
  if (name === 'tick' || messages.length === 0) return { tick: 1 }
  const archive = messages.filter(({ type }) => type === 'attempts.archive').length / messages.length
  return { archive, tasks: 1 - archive }
}

const partOfMessage = (type: string): Part =>
  type === 'cluster.watch' ? 'watcher' : type === 'attempts.archive' ? 'archive' : 'tasks'

/** Takes what was seen apart into its parts. */
export const partsOf = (measured: Measurement): Parts => {
  const usages = { tasks: noUsage(), archive: noUsage(), watcher: noUsage(), tick: noUsage() }
  const add = (shares: Shares, more: Partial<Usage>): void => {
    for (const [part, weight] of Object.entries(shares) as [Part, number][]) addTo(usages[part], more, weight)
  }
  for (const invocation of measured.invocations) addInvocation(measured, invocation, add)
  addCalls(measured, add)
  for (const [name, { lines, lineBytes }] of Object.entries(measured.functions)) {
    // The watcher's lines tell of the news that it sends, so they are of the tasks.
    add(name === 'tick' ? { tick: 1 } : { tasks: 1 }, { logBytes: lineBytes + lines * assumptions.logEventBytes })
  }
  return usages
}

type Add = (shares: Shares, more: Partial<Usage>) => void

const gbSecondsOf = (ms: number, memoryMb: number): number => (ms / 1_000) * (memoryMb / 1_024)

/** The invocation itself, and what its queue's poller did for it: a receive of each batch of ten, and a delete. */
const addInvocation = ({ functions }: Measurement, invocation: Invocation, add: Add): void => {
  const { name, messages, started, ended, initCpuMs = 0 } = invocation
  const { memoryMb } = functions[name]!
  const shares = sharesOf(invocation)
  const bytes = messages.reduce((sum, message) => sum + message.bytes, 0)
  // A poller with a window takes what comes while it waits, at worst one message at a time.
  const receives = name === 'collect' ? Math.max(messages.length, chunks(bytes)) : chunks(bytes)
  add(shares, {
    invocations: 1,
    gbSeconds: gbSecondsOf(initCpuMs + modelledMs(invocation, memoryMb), memoryMb),
    gbSecondsHere: gbSecondsOf(initCpuMs + Math.ceil(ended - started), memoryMb),
    logBytes: assumptions.platformLogBytes,
    sqsRequests: messages.length === 0 ? 0 : receives + 1,
  })
  for (const { type } of messages) add({ [partOfMessage(type)]: 1 }, { messages: 1 })
}

/** Calls of the functions, each with the invocation in which it was made; without what they ask while they are loaded. */
export const callsWithin = ({
  calls,
  invocations,
}: Pick<Measurement, 'calls' | 'invocations'>): { call: RecordedCall; invocation: Invocation }[] => {
  const byEnvironment = Map.groupBy(invocations, ({ environment }) => environment)
  return calls.flatMap((call) => {
    if (call.by !== 'function') return []
    const invocation = byEnvironment.get(call.environment ?? '')?.find((one) => isWithin(call, one))
    return invocation ? [{ call, invocation }] : []
  })
}

const addCalls = (measured: Measurement, add: Add): void => {
  const collected = measured.invocations.flatMap(({ name, messages }) => (name === 'collect' ? messages : []))
  const ofCollect = collected.length === 0 ? { tasks: 1 } : sharesOf({ name: 'collect', messages: collected })
  for (const { call, invocation } of callsWithin(measured)) {
    const shares = sharesOf(invocation)
    if (call.service === 'dynamodb')
      add(shares, { readUnits: call.units?.read ?? 0, writeUnits: call.units?.write ?? 0 })
    if (call.service === 'sqs') add(sharesOfSend(call, { shares, ofCollect }), { sqsRequests: chunks(call.bytesIn) })
    // What is too large for a message is put there too, but not by what is measured here.
    if (call.service === 's3') add({ archive: 1 }, requestsOf(call))
  }
}

/** Clocks of two processes on one machine, one of them in whole ms. */
const tolerance = 3

const isWithin = ({ at }: RecordedCall, { started, ended }: Invocation): boolean =>
  at >= started - tolerance && at <= ended + tolerance

/** A send belongs to what it asks for: news is of the tasks, whoever tells it. */
const sharesOfSend = (
  { permissions: [permission] }: RecordedCall,
  { shares, ofCollect }: { shares: Shares; ofCollect: Shares },
): Shares => {
  const queue = permission?.resource.split('-').at(-1)
  if (queue === 'watch') return { watcher: 1 }
  if (queue === 'collect') return ofCollect
  return queue === 'work' && shares.tick === undefined ? { tasks: 1 } : shares
}

const requestsOf = ({ action }: RecordedCall): Partial<Usage> => {
  if (action.startsWith('Delete')) return {}
  return /^(Put|List|Copy|Create|Complete|Upload)/.test(action) ? { s3Writes: 1 } : { s3Reads: 1 }
}
