import type { RunId } from '../../core/message.ts'

/** An attempt with all of its logs, or with that of one step, by its place among the steps of the pod. */
export interface Held {
  task: number
  attempt: number
  step?: number
}

/** What the keys of all bundles of a run begin with. */
export const bundlesOf = (runId: RunId): string => `logs/${runId}/`

/** Characters of a name. With what comes before it, a key stays below the 1,024 bytes that S3 allows. */
export const longestName = 800

/**
 * The name of a bundle tells what is in it, so that a list of names is enough to know what is archived:
 * `0.0_5-9.0_3.1_7.0.0-2` is attempt 0 of the tasks 0 and 5 to 9, attempt 1 of task 3, and the first three steps of
 * attempt 0 of task 7. Equal content has equal names. Only characters that no URL has to escape.
 */
export const bundleName = (content: readonly Held[]): string => {
  const groups = new Map<string, number[]>()
  for (const { task, attempt, step } of content.toSorted(inOrder)) {
    const pattern = step === undefined ? `*.${attempt}` : `${task}.${attempt}.*`
    const numbers = groups.get(pattern) ?? []
    groups.set(pattern, numbers)
    numbers.push(step ?? task)
  }
  return [...groups]
    .flatMap(([pattern, numbers]) => rangesOf(numbers).map((range) => pattern.replace('*', range)))
    .join('_')
}

/** What a bundle of this name has in it. Undefined when that is no name of a bundle. */
export const heldIn = (name: string): Held[] | undefined => {
  const held: Held[] = []
  for (const item of name.split('_')) {
    const numbers = numbersOf(item)
    if (!numbers?.length) return undefined
    held.push(...numbers)
  }
  return held
}

const inOrder = (a: Held, b: Held): number =>
  Number(a.step !== undefined) - Number(b.step !== undefined) ||
  a.attempt - b.attempt ||
  a.task - b.task ||
  (a.step ?? 0) - (b.step ?? 0)

/** `[0, 5, 6, 7]` is `['0', '5-7']`. */
const rangesOf = (sorted: readonly number[]): string[] => {
  const ranges: [first: number, last: number][] = []
  for (const number of sorted) {
    const range = ranges.at(-1)
    if (range && number <= range[1] + 1) range[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
}

// Six digits are more than a run has of anything, and few enough to be counted through.
const number = String.raw`(\d{1,6})`
const ofTasks = new RegExp(`^${number}(?:-${number})?\\.${number}$`)
const ofSteps = new RegExp(`^${number}\\.${number}\\.${number}(?:-${number})?$`)

const numbersOf = (item: string): Held[] | undefined => {
  const [tasks, steps] = [ofTasks.exec(item), ofSteps.exec(item)]
  if (tasks) return fromTo(tasks[1]!, tasks[2]).map((task) => ({ task, attempt: Number(tasks[3]) }))
  if (!steps) return undefined
  return fromTo(steps[3]!, steps[4]).map((step) => ({ task: Number(steps[1]), attempt: Number(steps[2]), step }))
}

const fromTo = (first: string, last = first): number[] =>
  Array.from({ length: Math.max(0, Number(last) - Number(first) + 1) }, (_, n) => Number(first) + n)
