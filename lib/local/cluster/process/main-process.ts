import { readFileSync } from 'node:fs'

/** The process that a sandbox's outermost one has made PID 1 of the container. Undefined before and after its time. */
export const mainProcess = (sandbox: number | undefined): number | undefined => {
  const [child] = readText(`/proc/${sandbox}/task/${sandbox}/children`)?.trim().split(' ') ?? []
  return child === undefined || child === '' ? undefined : Number(child)
}

/**
 * Whether the process does anything of its own about the signal: catches, ignores or blocks it.
 * The kernel drops any other signal for PID 1 of a namespace, where every other process would die of it.
 */
export const handlesSignal = (pid: number, signal: number): boolean => {
  const status = readText(`/proc/${pid}/status`) ?? ''
  const masks = [...status.matchAll(/^Sig(?:Blk|Ign|Cgt):\s*([0-9a-f]+)$/gm)]
  return masks.some(([, mask]) => (BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n)
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
