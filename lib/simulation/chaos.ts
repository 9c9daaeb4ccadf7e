import type { Random } from '../ports/random.ts'
import { type FaultKind, type FaultRates, faultKinds } from './fault.ts'
import type { Trace } from './trace.ts'

/** Decides what goes wrong, and counts it. */
export interface Chaos {
  /** One of `kinds` strikes, or none. `where` is for the story. */
  strike(kinds: readonly FaultKind[], where: string): FaultKind | undefined
  /** Something that counts as a fault came about by itself. */
  note(kind: FaultKind): void
  /** Nothing goes wrong by chance from now on. */
  end(): void
  readonly counts: Readonly<Record<FaultKind, number>>
  /** Faults that struck or would have, the muted ones included: their ordinals are below it. */
  readonly drawn: number
}

export interface ChaosOptions {
  random: Random
  trace: Trace
  rates: FaultRates
  /** Ordinals of faults that are left out: a failing world is shrunk by them. */
  muted?: ReadonlySet<number>
}

export const createChaos = ({ random, trace, rates, muted }: ChaosOptions): Chaos => {
  const counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>
  let drawn = 0
  let isOver = false

  const draw = (kinds: readonly FaultKind[]): FaultKind | undefined => {
    let rest = random.fraction()
    for (const kind of kinds) {
      rest -= rates[kind] ?? 0
      if (rest < 0) return kind
    }
    return undefined
  }

  return {
    strike(kinds, where) {
      if (isOver) return undefined
      const kind = draw(kinds)
      if (kind === undefined) return undefined
      if (muted?.has(drawn++)) return undefined
      counts[kind] += 1
      trace.tell('fault', `${kind} at ${where}`)
      return kind
    },
    note(kind) {
      counts[kind] += 1
    },
    end() {
      isOver = true
      trace.tell('world', 'faults end')
    },
    counts,
    get drawn() {
      return drawn
    },
  }
}
