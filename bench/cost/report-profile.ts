import { heading } from '../budget.ts'
import type { Figures } from './figures.ts'
import type { Invocation } from './invocation.ts'
import type { Measurement } from './measurement.ts'
import { callsWithin } from './parts.ts'
import { table } from './table.ts'

type Message = Invocation['messages'][number]

const isRunning = ({ observations = [] }: Message): boolean =>
  observations.length > 0 && observations.every(([, phase]) => phase === 'running' || phase === 'pending')

const kindOf = (message: Message): string =>
  message.type !== 'pods.observed'
    ? message.type
    : `pods.observed, ${isRunning(message) ? 'none has ended' : 'some have ended'}`

const messagesOf = ({ invocations, tasks }: Measurement): Record<string, number> => {
  const all = invocations.flatMap(({ messages }) => messages)
  const byKind = Map.groupBy(all, kindOf)
  const counts = Object.fromEntries([...byKind].map(([kind, some]) => [kind, some.length / tasks]))
  return { ...counts, 'of all, received again': all.filter(({ receives }) => receives > 1).length / tasks }
}

/** Units by the function that used them; loads are what the first invocation of an environment reads. */
const unitsOf = (measured: Measurement): Record<string, number> => {
  const units: Record<string, number> = {}
  const add = (name: string, amount: number): void => {
    units[name] = (units[name] ?? 0) + amount / measured.tasks
  }
  for (const { call, invocation } of callsWithin(measured)) {
    if (call.service !== 'dynamodb' || invocation.name === 'tick') continue
    const isFirst = invocation.initCpuMs !== undefined
    add(`read by ${invocation.name}${isFirst ? ', loading' : ''}`, call.units?.read ?? 0)
    add(`written by ${invocation.name}${call.action === 'BatchWriteItem' ? ', snapshots' : ''}`, call.units?.write ?? 0)
    if (call.error) add('conditions that failed', 1)
  }
  return units
}

const report = (name: string, all: readonly Figures[], of: (measured: Measurement) => Record<string, number>): void => {
  const columns = all.map(({ measured }) => of(measured))
  const names = [...new Set(columns.flatMap((column) => Object.keys(column)))].sort()
  const rows = names.map((row) => [row, ...columns.map((column) => column[row] ?? 0)])
  const filled = rows.filter(([, ...cells]) => cells.some((cell) => cell !== 0))
  console.log(table([name, ...all.map((one) => one.name)], filled))
}

/** What the counts are made of, for whoever asks why one is over its budget. */
export const reportProfile = (all: readonly Figures[]): void => {
  heading('What the counts are made of, per task')
  report('messages', all, messagesOf)
  console.log()
  report('DynamoDB units', all, unitsOf)
}
