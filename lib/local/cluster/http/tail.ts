type Log = AsyncIterable<Uint8Array>

const newline = 10

/** The last `lines` lines of what is there, then, when following, what comes after it. */
export async function* tail(read: (follow: boolean) => Log, lines: number, follow: boolean): Log {
  const chunks: Uint8Array[] = []
  for await (const chunk of read(false)) chunks.push(chunk)
  const there = Buffer.concat(chunks)
  yield there.subarray(startOfLast(there, lines))
  if (!follow) return
  let skip = there.length
  for await (const chunk of read(true)) {
    if (chunk.length > skip) yield chunk.subarray(skip)
    skip = Math.max(0, skip - chunk.length)
  }
}

/** A last line without an end counts as one. */
const startOfLast = (bytes: Buffer, lines: number): number => {
  if (lines === 0) return bytes.length
  let at = bytes.at(-1) === newline ? bytes.length - 1 : bytes.length
  for (let left = lines; left > 0 && at >= 0; left -= 1) at = at === 0 ? -1 : bytes.lastIndexOf(newline, at - 1)
  return at + 1
}
