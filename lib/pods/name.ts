import { RunId } from '../core/message.ts'

/** What a pod's name says: which attempt of which task (by index) of which run. */
export interface PodIdentity {
  runId: RunId
  task: number
  attempt: number
}

const maxLength = 63
const maxSlugLength = 28
/** 128 bits in base 32, digits 0-9a-v. */
const runDigits = 26

/**
 * Rule pod-name: pure, injective, a DNS-1123 label. `<slug of the task's name>-<run>-<task>-<attempt>`; the slug is for
 * people, the rest identifies.
 */
export const podName = ({ runId, task, taskName, attempt }: PodIdentity & { taskName: string }): string => {
  const tail = [encodeRun(runId), task.toString(36), attempt.toString(36)].join('-')
  const room = Math.min(maxSlugLength, maxLength - tail.length - 1)
  return `${slug(taskName, room)}-${tail}`
}

const pattern = /^[a-z0-9-]+-([0-9a-v]{26})-(0|[1-9a-z][0-9a-z]*)-(0|[1-9a-z][0-9a-z]*)$/

/** Undefined for a name that `podName` does not give. */
export const parsePodName = (name: string): PodIdentity | undefined => {
  const match = name.length <= maxLength ? pattern.exec(name) : null
  if (!match) return undefined
  const runId = decodeRun(match[1]!)
  const task = parseInt(match[2]!, 36)
  const attempt = parseInt(match[3]!, 36)
  if (!runId || !Number.isSafeInteger(task) || !Number.isSafeInteger(attempt)) return undefined
  return { runId, task, attempt }
}

const encodeRun = (runId: RunId): string =>
  BigInt(`0x${runId.replaceAll('-', '')}`)
    .toString(32)
    .padStart(runDigits, '0')

const decodeRun = (text: string): RunId | undefined => {
  // Ten digits of base 32 fit a number exactly.
  const [high, middle, low] = [text.slice(0, 6), text.slice(6, 16), text.slice(16)].map((part) =>
    BigInt(parseInt(part, 32)),
  )
  const value = (((high! << 50n) | middle!) << 50n) | low!
  const hex = value.toString(16).padStart(32, '0')
  return RunId.safeParse(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.+)$/, '$1-$2-$3-$4-$5')).data
}

const slug = (text: string, room: number): string => {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
  return plain.replace(/^-/, '').slice(0, room).replace(/-$/, '') || 'task'
}
