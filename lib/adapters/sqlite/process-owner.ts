import { readFileSync } from 'node:fs'

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Boot and clock tick at which the process started, where the system tells (proc(5), stat): ids are reused. */
const startOf = (pid: number): string | undefined => {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The second field, the command in parentheses, may itself hold spaces and parentheses.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return undefined
  const boot = read('/proc/sys/kernel/random/boot_id')?.slice(0, 8)
  return `${boot}.${fields[18]}`
}

const answersSignals = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Names this process, now and against any later one that gets its number: `pid`, or `pid@start` where known. */
export const processOwner = (): string => {
  const start = startOf(process.pid)
  return start === undefined ? `${process.pid}` : `${process.pid}@${start}`
}

/** Whether the process that an owner id names still runs. Only for processes of this machine. */
export const isProcessAlive = (owner: string): boolean => {
  const [pid, start] = owner.split('@')
  return start === undefined ? answersSignals(Number(pid)) : startOf(Number(pid)) === start
}
