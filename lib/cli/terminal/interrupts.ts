/** Both the terminal and a parent process may pass on one Ctrl-C. */
const sameKeystroke = 150

export type Stop = 'interrupt' | 'terminate'

/**
 * Ctrl-C, being asked to end, and nobody reading any more what is written here (`| head`), from when this is made:
 * nothing of what is being set up is left half done.
 */
export interface Stops {
  /** Calls back with what came already, and what will. */
  listen: (callback: (stop: Stop) => void) => void
  /** From then on a signal does what it does to any process. */
  close: () => void
}

export const createStops = (): Stops => {
  const early: Stop[] = []
  let tell = (stop: Stop): void => void early.push(stop)
  let last = Number.NEGATIVE_INFINITY
  const interrupt = (): void => {
    const now = performance.now()
    if (now - last < sameKeystroke) return
    last = now
    tell('interrupt')
  }
  const terminate = (): void => tell('terminate')
  // `disconnect`: the process that started this one under another Node is gone.
  const handlers = { SIGINT: interrupt, SIGTERM: terminate, SIGHUP: terminate, disconnect: terminate }
  const streams = [process.stdout, process.stderr]
  for (const [name, handler] of Object.entries(handlers)) process.on(name, handler)
  for (const stream of streams) stream.on('error', terminate)
  return {
    listen: (callback) => {
      tell = callback
      for (const stop of early.splice(0)) callback(stop)
    },
    close: () => {
      for (const [name, handler] of Object.entries(handlers)) process.off(name, handler)
      for (const stream of streams) stream.off('error', terminate)
    },
  }
}
