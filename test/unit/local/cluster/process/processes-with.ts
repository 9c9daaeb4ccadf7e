import { readdirSync, readFileSync } from 'node:fs'

/** PIDs of this machine's processes whose command line has `text` in it. Zombies have none. */
export const processesWith = (text: string): string[] =>
  readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && commandLine(pid).includes(text),
  )

const commandLine = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
