/** A block of lines at the end of the output that is drawn over itself. */
export interface LiveArea {
  /** Shows these lines instead of the ones before. */
  show(lines: readonly string[]): void
  /** Takes the lines away, so that something else can be written. */
  clear(): void
  /** Leaves what is shown where it is; whatever comes next stands below it. */
  end(): void
}

const hideCursor = '\x1b[?25l'
const showCursor = '\x1b[?25h'
const clearBelow = '\x1b[J'

export const createLiveArea = (write: (text: string) => void): LiveArea => {
  let shown: readonly string[] = []
  const restore = (): void => write(showCursor)
  return {
    show: (lines) => {
      if (lines.length === shown.length && lines.every((line, index) => line === shown[index])) return
      if (shown.length === 0) process.once('exit', restore)
      const back = shown.length === 0 ? hideCursor : `\r\x1b[${shown.length}A`
      write(`${back}${clearBelow}${lines.map((line) => `${line}\n`).join('')}`)
      shown = lines
    },
    clear: () => {
      if (shown.length > 0) write(`\r\x1b[${shown.length}A${clearBelow}${showCursor}`)
      process.off('exit', restore)
      shown = []
    },
    end: () => {
      if (shown.length > 0) write(showCursor)
      process.off('exit', restore)
      shown = []
    },
  }
}
