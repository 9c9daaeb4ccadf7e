import type { ContainerStateTerminated } from '../../core/kubernetes.ts'
import type { Failure } from './failed-step.ts'
import { outOfMemory } from './out-of-memory.ts'
import { type Step, terminated } from './steps.ts'
import type { Why } from './waiting.ts'

const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
}

/** Of a container's own last words; the whole is in its log. */
const maxLastWords = 1000

/** Why a step failed, as the kubelet says it. `named`: there are others. */
export const kubernetesWords = ({ step }: Failure, named: boolean): Why => {
  const end = terminated(step)!
  const text = describe(step, end)
  return { reason: end.reason || 'Error', message: named ? `step "${step.container.name}": ${text}` : text }
}

const describe = ({ container }: Step, end: ContainerStateTerminated): string => {
  const lastWords = end.message?.trim().slice(0, maxLastWords)
  if (end.reason === 'OOMKilled') return outOfMemory(container)
  if (lastWords && neverRan.has(end.reason ?? '')) return lastWords
  return lastWords ? `${ending(end)}: ${lastWords}` : ending(end)
}

/** With these nothing of the author's ran last, and the message says it all. */
const neverRan = new Set(['StartError', 'ContainerCannotRun', 'ContainerStatusUnknown'])

/** A shell's convention, which container runtimes share: 128 + signal. */
const ending = ({ exitCode, signal = exitCode - 128 }: ContainerStateTerminated): string =>
  signals[signal] ? `killed by signal ${signal} (${signals[signal]})` : `exit code ${exitCode}`
