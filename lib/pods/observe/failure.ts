import type { Container, ContainerStateTerminated, Pod } from '../../core/kubernetes.ts'
import { disruptionCondition } from './disruption.ts'
import { allSteps, type Step, terminated } from './steps.ts'
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

/** Why the pod failed: what the kubelet says of the pod, else what took it away, else its first failed container. */
export const whyFailed = (pod: Pod): Why & { exitCode?: number } => {
  const steps = allSteps(pod)
  const failed = steps.find((step) => (terminated(step)?.exitCode ?? 0) !== 0)
  const why = ofPod(pod) ?? ofCluster(pod) ?? ofStep(failed, steps.length > 1) ?? unsaid(pod)
  return { ...why, exitCode: failed && realExitCode(terminated(failed)!) }
}

const ofPod = ({ spec, status }: Pod): Why | undefined => {
  if (!status?.reason) return undefined
  const { reason, message } = status
  if (reason !== 'DeadlineExceeded' || spec.activeDeadlineSeconds === undefined) return { reason, message }
  return { reason, message: `took longer than activeDeadlineSeconds (${spec.activeDeadlineSeconds} s)` }
}

const ofCluster = (pod: Pod): Why | undefined => {
  const condition = disruptionCondition(pod)
  return condition && { reason: condition.reason ?? 'DisruptionTarget', message: condition.message }
}

const ofStep = (step: Step | undefined, named: boolean): Why | undefined => {
  const end = step && terminated(step)
  if (!end) return undefined
  const text = describe(step, end)
  return { reason: end.reason || 'Error', message: named ? `step "${step.container.name}": ${text}` : text }
}

const unsaid = ({ metadata }: Pod): Why =>
  metadata.deletionTimestamp === undefined
    ? { reason: 'Error', message: 'the pod failed, and no container of it says why' }
    : { reason: 'Deleted', message: 'the pod was deleted before it had run' }

/** The kubelet makes up 137 for a container that it cannot find, run or not. */
const realExitCode = ({ reason, exitCode }: ContainerStateTerminated): number | undefined =>
  reason === 'ContainerStatusUnknown' ? undefined : exitCode

const describe = ({ container }: Step, end: ContainerStateTerminated): string => {
  const lastWords = end.message?.trim().slice(0, maxLastWords)
  if (end.reason === 'OOMKilled') return outOfMemory(container)
  if (lastWords && neverRan.has(end.reason ?? '')) return lastWords
  return lastWords ? `${ending(end)}: ${lastWords}` : ending(end)
}

/** With these nothing of the author's ran last, and the message says it all. */
const neverRan = new Set(['StartError', 'ContainerCannotRun', 'ContainerStatusUnknown'])

const outOfMemory = ({ resources }: Container): string => {
  const { memory } = (resources?.limits ?? {}) as { memory?: string | number }
  return memory === undefined ? 'ran out of memory' : `ran out of memory (limit ${memory})`
}

/** A shell's convention, which container runtimes share: 128 + signal. */
const ending = ({ exitCode, signal = exitCode - 128 }: ContainerStateTerminated): string =>
  signals[signal] ? `killed by signal ${signal} (${signals[signal]})` : `exit code ${exitCode}`
