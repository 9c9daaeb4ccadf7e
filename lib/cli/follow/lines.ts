/** Cuts a stream of bytes into lines. A character may be spread over chunks, and a line over many. */
export interface Lines {
  push(chunk: Uint8Array): void
  /** Hands over what is left without a line end. */
  flush(): void
}

export const createLines = (onLine: (line: string) => void): Lines => {
  const decoder = new TextDecoder()
  let rest = ''
  const take = (text: string): void => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  }
  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    flush: () => {
      take(decoder.decode())
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}
