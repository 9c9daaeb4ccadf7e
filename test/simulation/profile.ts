import type { FaultKind, FaultRates } from '../../lib/simulation/fault.ts'
import type { AttemptEnd } from '../support/arbitrary-pipeline.ts'
import type { Spec } from './spec.ts'

/** Changes what a seed has decided, to look for trouble of one sort. */
export type Profile = (spec: Spec) => Spec

const calm: Profile = (spec) => ({
  ...spec,
  rates: {},
  maxReceives: 50,
  cancels: [],
  resubmits: [],
  otherBodies: [],
  secondWatchers: [],
  strangers: [],
})
/** Nothing takes pods away that nobody can be told of. */
const undisrupted = (spec: Spec): Spec => {
  const kept = (end: AttemptEnd): AttemptEnd => (end.how === 'disrupted' ? { ...end, how: 'succeeded' } : end)
  const scripts = spec.one.scripts.map((some) =>
    some.map(({ ends, last }) => ({ ends: ends.map(kept), last: kept(last) })),
  )
  return { ...spec, one: { ...spec.one, scripts } }
}
const rate = (probability: number, ...kinds: FaultKind[]): FaultRates =>
  Object.fromEntries(kinds.map((kind) => [kind, probability]))
const day = 24 * 3_600_000

/** Functions die and answers are lost, and nobody looks at the run from time to time: redelivery has to heal it all. */
const crashes: Profile = (spec) => ({
  ...undisrupted(calm(spec)),
  settings: { ...spec.settings, checkInterval: day, maxPodsInFlight: 1 + (spec.seed % 4) },
  rates: {
    ...rate(0.03, 'handler.crashBefore', 'handler.crashAfter', 'store.conflict', 'store.unanswered'),
    ...rate(0.05, 'queue.unacknowledged', 'queue.duplicated'),
  },
  faultsUntil: 300_000,
  demands: { goal: 'ended', isChecked: false },
})

/** The watch is hurt, and nobody probes: what has happened is known all the same, and soon. */
const watching: Profile = (spec) => ({
  ...undisrupted(calm(spec)),
  settings: { ...spec.settings, silence: day },
  rates: {
    ...rate(0.05, 'kube.expired', 'kube.watchCut', 'kube.duplicateEvent'),
    ...rate(0.02, 'queue.throttled', 'store.throttled', 'kube.throttled'),
  },
  secondWatchers: [5_000, 20_000],
  faultsUntil: 600_000,
  demands: { goal: 'ended', isChecked: true, prompt: 60_000 },
})

/** Watchers die. */
const dyingWatchers: Profile = (spec) => ({
  ...watching(spec),
  rates: rate(0.01, 'handler.crashBefore', 'handler.crashAfter', 'kube.watchCut'),
  demands: { goal: 'ended', isChecked: true, prompt: 240_000 },
})

/** Functions stand still between a check and its effect, requests are carried out late, and messages come twice. */
const stalls: Profile = (spec) => ({
  ...calm(spec),
  rates: {
    ...rate(0.06, 'handler.stall', 'kube.unanswered'),
    ...rate(0.2, 'queue.duplicated', 'clock.skew'),
    ...rate(0.05, 'queue.unacknowledged', 'queue.delayed', 'pod.deleted', 'pod.evicted'),
  },
  cancels: spec.seed % 2 === 0 ? [{ at: 2_000 + (spec.seed % 40) * 1_000 }] : [],
})

/** Somebody else’s pods have our names and labels. */
const strangers: Profile = (spec) => ({
  ...spec,
  strangers: (['name', 'labels', 'run'] as const).map((of, n) => ({
    at: (n * 7_000 + spec.seed * 1_000) % 40_000,
    of,
  })),
})

/** What is seen comes late, twice and in disorder. */
const disorder: Profile = (spec) => ({
  ...calm(spec),
  rates: {
    ...rate(0.3, 'queue.reordered', 'queue.duplicated'),
    ...rate(0.1, 'queue.delayed', 'pod.evicted', 'pod.deleted', 'kube.duplicateEvent', 'kube.tornList'),
  },
})

/** The dead-letter queue swallows what is tried twice in vain. */
const swallowing: Profile = (spec) => ({
  ...calm(spec),
  maxReceives: 2,
  rates: rate(0.05, 'handler.crashBefore', 'handler.crashAfter', 'queue.lost', 'queue.unacknowledged'),
})

/** What is to be archived is lost, late or asked for twice, and the store does not always take it. */
const archiving: Profile = (spec) => ({
  ...calm(spec),
  rates: {
    ...rate(0.1, 'queue.lost', 'queue.delayed', 'handler.stall', 'store.throttled', 'store.unanswered'),
    ...rate(0.3, 'queue.duplicated', 'queue.unacknowledged'),
  },
})

/** Somebody cancels, at any time. */
const cancelling: Profile = (spec) => ({ ...spec, cancels: [{ at: ((spec.seed * 7_919) % 60) * 1_000 }] })

/** Nothing goes wrong, and everything is known at once. */
const punctual: Profile = (spec) => ({
  ...undisrupted(calm(spec)),
  demands: { goal: 'closed', isChecked: true, prompt: 15_000 },
})

/** Nodes are lost, and pods are taken away; a retry waits for long. */
const misfortune: Profile = (spec) => ({
  ...calm(spec),
  settings: { ...spec.settings, disruptionBackoff: 60_000 },
  rates: {
    ...rate(0.1, 'pod.nodeLost', 'pod.evicted', 'pod.deleted', 'pod.vanished'),
    ...rate(0.2, 'queue.duplicated', 'queue.unacknowledged', 'pod.nodeBack'),
  },
})

/** Somebody wants to be told of the run, and messages are late or lost. */
const telling: Profile = (spec) => ({
  ...calm(spec),
  settings: { ...spec.settings, events: true, horizon: 2_000 },
  rates: {
    ...rate(0.4, 'queue.delayed'),
    ...rate(0.2, 'queue.throttled', 'queue.unanswered'),
  },
})

export const profiles = {
  /** As the seed has it. */
  general: (spec) => spec,
  calm,
  crashes,
  watching,
  dyingWatchers,
  stalls,
  strangers,
  disorder,
  swallowing,
  archiving,
  cancelling,
  punctual,
  misfortune,
  telling,
} satisfies Record<string, Profile>

export type ProfileName = keyof typeof profiles
export const profileNames = Object.keys(profiles) as ProfileName[]
