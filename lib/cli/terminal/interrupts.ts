/** Both the terminal and a parent process may pass on one Ctrl-C. */
const sameKeystroke = 150

export type Stop = 'interrupt' | 'terminate'

/** Calls back on Ctrl-C, and when the process is asked to end or its terminal or parent is gone. Answers how to stop that. */
export const onStop = (callback: (stop: Stop) => void): (() => void) => {
  let last = 0
  const interrupt = (): void => {
    const now = Date.now()
    if (now - last < sameKeystroke) return
    last = now
    callback('interrupt')
  }
  const terminate = (): void => callback('terminate')
  const handlers = { SIGINT: interrupt, SIGTERM: terminate, SIGHUP: terminate, disconnect: terminate }
  for (const [name, handler] of Object.entries(handlers)) process.on(name, handler)
  return () => {
    for (const [name, handler] of Object.entries(handlers)) process.off(name, handler)
  }
}
