import { open } from 'node:fs/promises'

const chunkSize = 64 * 1024
/** Milliseconds between looks at a file that is followed. */
const pace = 25

export interface LogOptions {
  /** Goes on until the container has ended, which `ended` tells. */
  follow: boolean
  limitBytes?: number
  signal?: AbortSignal
}

/** The bytes of a log file, from its start, as they were written. */
export async function* readLog(
  file: string,
  { follow, limitBytes = Number.POSITIVE_INFINITY, ...given }: LogOptions,
  hasEnded: () => boolean,
): AsyncGenerator<Uint8Array> {
  const signal = given.signal ?? new AbortController().signal
  const handle = await open(file, 'r')
  try {
    let position = 0
    while (position < limitBytes && !signal.aborted) {
      // Asked before reading: what was written before the end is then read after it.
      const last = !follow || hasEnded()
      const length = Math.min(chunkSize, limitBytes - position)
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position)
      position += bytesRead
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead)
      else if (last) return
      else await new Promise((resolve) => setTimeout(resolve, pace))
    }
  } finally {
    await handle.close()
  }
}
