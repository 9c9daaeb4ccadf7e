import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Container, PodSpec } from '../../../core/kubernetes.ts'

/** The kubelet's limits: of one message, of all messages of a pod, and of what it takes from a log. Bytes. */
const maxMessage = 4096
const maxOfPod = 12 * 1024
const maxFromLog = 2048
const maxLinesFromLog = 80

/**
 * A container's last words: the end of its termination message file, else, if it asks for that and has failed, the end
 * of its log. All containers of a pod share 12 KiB.
 */
export const terminationMessage = (
  { containers, initContainers = [] }: PodSpec,
  container: Container,
  ended: { terminationFile: string; logFile: string; exitCode: number },
): string | undefined => {
  const fromLog = container.terminationMessagePolicy === 'FallbackToLogsOnError' && ended.exitCode !== 0
  const words = readEnd(ended.terminationFile, maxMessage)
  const message = words.length === 0 && fromLog ? lastLines(readEnd(ended.logFile, maxFromLog)) : words
  const share = Math.floor(maxOfPod / (containers.length + initContainers.length))
  return message.length === 0 ? undefined : message.subarray(0, share).toString()
}

const lastLines = (bytes: Buffer): Buffer => {
  const lines = bytes.toString('latin1').split(/(?<=\n)/)
  return Buffer.from(lines.slice(-maxLinesFromLog).join(''), 'latin1')
}

const readEnd = (file: string, bytes: number): Buffer => {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const length = Math.min(size, bytes)
    const buffer = Buffer.alloc(length)
    return buffer.subarray(0, readSync(descriptor, buffer, 0, length, size - length))
  } finally {
    closeSync(descriptor)
  }
}
