import { watchTimes } from '../../lib/app/watch/watch.ts'
import { heading } from '../budget.ts'
import { billOf, totalOf } from './bill.ts'
import { table } from './table.ts'
import { noUsage } from './usage.ts'

export interface Load {
  /** How long each task runs. */
  taskSeconds: number
  /** They come at random: a Poisson process. */
  tasksPerHour: number
}

/** The part of the time for which something runs, or ran less than the watcher's patience ago. */
export const aliveShare = ({ taskSeconds, tasksPerHour }: Load): number =>
  1 - Math.exp((-tasksPerHour / 3_600) * (taskSeconds + watchTimes.idle / 1_000))

/** Requests for a message: to send, receive and delete it. */
const perMessage = 3

/** Dollars of an hour: its time, its lease, and a message and an invocation for every slice and every start. */
export const watcherDollarsOfHour = (load: Load, memoryMb: number): number => {
  const share = aliveShare(load)
  const seconds = share * 3_600
  const starts = load.tasksPerHour * (1 - share)
  const begun = starts + seconds / (watchTimes.slice / 1_000)
  const renewals = seconds / (watchTimes.lease / 3_000)
  return totalOf(
    billOf({
      ...noUsage(),
      gbSeconds: (seconds * memoryMb) / 1_024,
      invocations: begun,
      messages: begun,
      sqsRequests: begun * perMessage,
      // Taken, marked and dropped, or handed on.
      writeUnits: renewals + begun * 3,
    }),
  )
}

const taskSeconds = [1, 10, 60, 600]
const tasksPerHour = [1, 10, 100, 1_000]

const grid = (dollars: (load: Load) => number): string =>
  table(
    ['seconds a task', ...tasksPerHour.map((rate) => `${rate.toLocaleString('en-US')} tasks/hour`)],
    taskSeconds.map((seconds) => [
      String(seconds),
      ...tasksPerHour.map((rate) => dollars({ taskSeconds: seconds, tasksPerHour: rate })),
    ]),
  )

export const reportWatcher = (memoryMb: number, hoursOfMonth: number): void => {
  heading(`The watcher, ${memoryMb} MB arm64: alive while something runs and ${watchTimes.idle / 1_000} s longer`)
  console.log('dollars per million tasks, when they come at random:')
  console.log(grid((load) => (watcherDollarsOfHour(load, memoryMb) / load.tasksPerHour) * 1e6))
  console.log('\ndollars per month:')
  console.log(grid((load) => watcherDollarsOfHour(load, memoryMb) * hoursOfMonth))
}
