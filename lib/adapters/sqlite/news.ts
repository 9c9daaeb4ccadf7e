/** How soon a change by another process is noticed, in milliseconds. */
const pollInterval = 25

/** Who waits for what is told here; a hint to look again, never the change itself. */
export interface News {
  /** Something of this topic was committed by this process. */
  publish(topic: string): void
  /**
   * Calls the listener on news of the topic, and whenever another process has changed anything; what was committed
   * before this call is not news. Answers how to stop listening.
   */
  listen(topic: string, listener: () => void): () => void
  close(): void
}

/** `dataVersion` changes when another connection has written to the file; absent when there can be no other. */
export const createNews = (dataVersion: (() => number) | undefined): News => {
  const topics = new Map<string, Set<() => void>>()
  let poll: NodeJS.Timeout | undefined
  let seen = 0

  const tell = (listeners: Iterable<() => void>) => {
    for (const listener of listeners) listener()
  }
  const look = (version: () => number) => {
    try {
      const now = version()
      if (now === seen) return
      seen = now
    } catch {
      return // The file cannot be read just now: the next look will tell.
    }
    for (const listeners of topics.values()) tell(listeners)
  }
  const start = () => {
    if (dataVersion === undefined || poll !== undefined) return
    seen = dataVersion()
    poll = setInterval(() => look(dataVersion), pollInterval).unref()
  }
  const stop = () => {
    clearInterval(poll)
    poll = undefined
  }

  return {
    publish: (topic) => tell(topics.get(topic) ?? []),
    listen: (topic, listener) => {
      start()
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
        if (topics.size === 0) stop()
      }
    },
    close: stop,
  }
}
