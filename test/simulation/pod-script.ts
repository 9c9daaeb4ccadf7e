import type { PodScript } from '../../lib/adapters/memory/memory-kubelet.ts'
import type { Pod } from '../../lib/core/kubernetes.ts'
import { helperNames } from '../../lib/pods/helper-names.ts'
import type { Random } from '../../lib/ports/random.ts'
import { type Fate, misfortunes } from '../../lib/simulation/simulated-pods.ts'
import type { AttemptEnd } from '../support/arbitrary-pipeline.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** What the collector leaves of a step that ended so, in the format of its script. */
const collected = (step: string, { how, exitCode, texts }: AttemptEnd): string => {
  const verdict = how === 'failed' ? [`!failed ${step} ${exitCode}`] : []
  return [...verdict, ...Object.entries(texts).map(([name, text]) => `${name} ${base64(text)}`), '.'].join('\n')
}

const takenAway = misfortunes.filter((one) => one !== 'pod.unschedulable')

/** What a pod does whose attempt is to end so. */
export const podFate = (pod: Pod, end: AttemptEnd, random: Random): Fate => {
  const misfortune = end.how === 'disrupted' ? takenAway[Math.floor(random.fraction() * takenAway.length)]! : undefined
  const upTo = (ms: number): number => Math.round(random.fraction() * ms)
  const times = { startAfter: upTo(4_000), runFor: upTo(random.fraction() < 0.8 ? 10_000 : 90_000) }
  const script: PodScript = { ...times, log: `log of ${pod.metadata.name}\n`, stopAfter: upTo(5_000) }
  if (end.how === 'hung') return { script: { ...script, runFor: 24 * 3_600_000 } }
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name)
  const step = all.find((name) => !name.startsWith('millrace-') && !name.startsWith('sidecar-'))!
  if (!all.includes(helperNames.collector))
    return {
      misfortune,
      script: { ...script, containers: { [step]: { exitCode: end.how === 'failed' ? end.exitCode : 0 } } },
    }
  // The collector fails the pod where a step has failed.
  const collector = { message: collected(step, end), exitCode: end.how === 'failed' ? 1 : 0 }
  return { misfortune, script: { ...script, containers: { [helperNames.collector]: collector } } }
}
