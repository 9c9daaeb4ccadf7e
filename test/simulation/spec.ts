import * as fc from 'fast-check'
import { createSeededRandom } from '../../lib/adapters/memory/seeded-random.ts'
import { RunSettings } from '../../lib/core/settings.ts'
import { type FaultRates, faultKinds } from '../../lib/simulation/fault.ts'
import { usualFaults } from '../../lib/simulation/usual-faults.ts'
import { type Language, type PipelineCase, pipelinesIn } from '../support/arbitrary-pipeline.ts'

/** What is asked of a world. */
export interface Demands {
  /** How far the run has to come. */
  goal: 'ended' | 'closed'
  /** Without, nothing is found by the index of what is due: redelivery alone has to heal everything. */
  isChecked: boolean
  /** Ends and deadlines are known so soon, in ms of the virtual clock. */
  prompt?: number
}

/** Everything about a world that its seed decides before it begins. Times in ms of the virtual clock. */
export interface Spec {
  seed: number
  language: Language
  one: PipelineCase
  workspace: boolean
  /** Of the whole run, its tasks and its final tasks; Tekton’s words. */
  timeouts?: { pipeline?: string; tasks?: string; finally?: string }
  settings: RunSettings
  rates: FaultRates
  /** Faults by chance end here. */
  faultsUntil: number
  maxReceives: number
  cancels: { at: number; mode?: 'finally' | 'stop' }[]
  resubmits: number[]
  otherBodies: number[]
  secondWatchers: number[]
  demands: Demands
  strangers: { at: number; of: 'name' | 'labels' | 'run' }[]
}

const sizes = { dag: { minLength: 4, maxLength: 13 }, final: { maxLength: 4 } }

export const settings = RunSettings.parse({
  installation: 'world',
  pendingTimeout: 120_000,
})

export interface SpecOptions {
  /** Rates that a profile raises for its purpose. */
  rates?: FaultRates
  change?: (spec: Spec) => Spec
}

/** Derives a world from its seed. */
export const specOf = (seed: number, { rates: raised = {}, change = (spec) => spec }: SpecOptions = {}): Spec => {
  const random = createSeededRandom(seed ^ 0x5eed)
  const chance = (probability: number): boolean => random.fraction() < probability
  const upTo = (max: number): number => Math.round(random.fraction() * max)
  const times = (probability: number, max: number): number[] => (chance(probability) ? [upTo(max)] : [])
  const language: Language = chance(0.75) ? 'tekton' : 'kontroler'
  const [one] = fc.sample(pipelinesIn(language, sizes), { seed, numRuns: 1 })
  // Every world leaves out some kinds of faults, so that others meet each other more often.
  const intensity = [0.3, 1, 1, 2.5][upTo(3)]!
  const chosen = faultKinds.filter(() => chance(0.7))
  const rates = Object.fromEntries(chosen.map((kind) => [kind, Math.min(0.6, usualFaults[kind] * intensity)]))
  const faultsUntil = 60_000 + upTo(600_000)
  const mode = [undefined, undefined, 'finally', 'stop'][upTo(3)] as Spec['cancels'][number]['mode']
  const duration = (probability: number) => (chance(probability) ? `${60 + upTo(600)}s` : undefined)
  const limits = { pipeline: undefined, tasks: duration(0.08), finally: duration(0.08) }
  const isSmall = chance(0.3)
  return change({
    seed,
    language,
    one: one!,
    workspace: chance(0.4),
    ...(language === 'tekton' && (limits.tasks || limits.finally || chance(0.1))
      ? { timeouts: { ...limits, pipeline: `${1_400 + upTo(600)}s` } }
      : {}),
    settings: { ...settings, maxPodsInFlight: isSmall ? 1 + upTo(3) : 100, events: seed % 3 === 0 },
    rates: { ...rates, ...raised },
    faultsUntil,
    maxReceives: chance(0.05) ? 3 : 50,
    cancels: times(0.15, 120_000).map((at) => ({ at, ...(mode && { mode }) })),
    resubmits: times(0.2, 200_000),
    otherBodies: times(0.1, 200_000),
    secondWatchers: times(0.3, 200_000),
    demands: { goal: 'closed', isChecked: true },
    strangers: times(0.15, 60_000).map((at) => ({ at, of: (['name', 'labels', 'run'] as const)[upTo(2)]! })),
  })
}
