import type { Clock } from '../../ports/clock.ts'

/** The longest time that a timer of Node takes; it fires at once on a longer one. */
const longestTimer = 2 ** 31 - 1

const sleep = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })

/** The machine's time. Whoever waits keeps the process alive: it has something left to do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wait: async (ms, signal) => {
    for (let left = ms; ; left -= longestTimer) {
      await sleep(Math.max(0, Math.min(left, longestTimer)), signal)
      if (left <= longestTimer || signal?.aborted) return
    }
  },
}
