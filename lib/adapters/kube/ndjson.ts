const newline = 0x0a

/** Lines of JSON from bytes that arrive in any cut. Throws SyntaxError for a line that is not JSON. */
export async function* ndjson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator {
  let begun: Uint8Array[] = []
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const line = chunk.subarray(start, end)
      start = end + 1
      // A large object comes in many chunks: they are joined once, when its end is there.
      const whole = begun.length > 0 ? Buffer.concat([...begun, line]) : line
      begun = []
      if (whole.length > 0) yield JSON.parse(textOf(whole))
    }
    if (start < chunk.length) begun.push(chunk.subarray(start))
  }
  if (begun.length > 0) yield JSON.parse(textOf(Buffer.concat(begun)))
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
