/** The kubelet's limits, in bytes: of one termination message, and of all of a pod's, which its containers share alike. */
const maxMessage = 4096
const maxOfPod = 12 * 1024

/** What the collector's message may take in a pod of so many containers, init containers and sidecars included. */
export const inlineLimit = (containers: number): number => Math.min(maxMessage, Math.floor(maxOfPod / containers))

export interface CollectorMessage {
  /** The step that has failed, though its container ended with 0. */
  failed?: Verdict
  unreadable?: { name: string; path: string; mode: string }
  /** Bytes: of the largest result, of the whole message as it would be, and of what it may be. */
  large?: { name: string; size: number; total: number; limit: number }
  /** Texts by name. */
  results: Record<string, string>
  /** Whether the kubelet has left all of it. */
  whole: boolean
}

export interface Verdict {
  /** The step's container. */
  step: string
  exitCode: number
  timedOut: boolean
}

/** What the collector's script has written. Lines that say something else are passed over. */
export const parseCollectorMessage = (text: string): CollectorMessage => {
  const lines = text.split('\n')
  const message: CollectorMessage = { results: {}, whole: lines.at(-1) === '.' }
  for (const line of lines.slice(0, -1)) {
    const [first = '', ...words] = line.split(' ')
    if (first === '!failed') message.failed = verdictOf(words)
    else if (first === '!unreadable') message.unreadable = unreadableOf(words)
    else if (first === '!large') message.large = largeOf(words)
    else if (words.length === 1) message.results[first] = Buffer.from(words[0]!, 'base64').toString('utf8')
  }
  return message
}

/** The verdict that the runner leaves in a step's own termination message. */
export const parseVerdict = (text: string | undefined): Verdict | undefined => {
  const [first, ...words] = text?.trim().split(' ') ?? []
  return first === '!failed' ? verdictOf(words) : undefined
}

const verdictOf = ([step = '', exitCode, why]: string[]): Verdict => ({
  step,
  exitCode: Number(exitCode),
  timedOut: why === 'timeout',
})

const unreadableOf = ([name = '', path = '', mode = '']: string[]) => ({ name, path, mode })

const largeOf = ([name = '', ...numbers]: string[]) => {
  const [size = 0, total = 0, limit = 0] = numbers.map(Number)
  return { name, size, total, limit }
}
