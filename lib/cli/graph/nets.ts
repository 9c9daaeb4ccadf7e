import type { Lattice } from './lattice.ts'

/**
 * Lines between two columns that may be drawn as one: every source leads to every target, so that whichever way a
 * reader takes through it is an edge of the graph.
 */
export interface Net {
  sources: number[]
  targets: number[]
}

/** The lines between a column and the next, in as few strokes as grouping by one end allows. */
export const netsOf = ({ spots, layers }: Lattice, layer: number): Net[] => {
  const sources = layers[layer]!.filter((spot) => spots[spot]!.to.length > 0)
  const targets = layers[layer + 1]!
  const byTarget = group(targets, (spot) => spots[spot]!.from).map(([ends, own]) => ({ sources: ends, targets: own }))
  const bySource = group(sources, (spot) => spots[spot]!.to).map(([ends, own]) => ({ sources: own, targets: ends }))
  return ports(bySource) < ports(byTarget) ? bySource : byTarget
}

const ports = (nets: readonly Net[]): number =>
  nets.reduce((sum, { sources, targets }) => sum + sources.length + targets.length, 0)

/** Spots that have the same other ends, with these ends. */
const group = (spots: readonly number[], endsOf: (spot: number) => readonly number[]): [number[], number[]][] => {
  const groups = new Map<string, [number[], number[]]>()
  for (const spot of spots) {
    const ends = [...endsOf(spot)].sort((a, b) => a - b)
    const known = groups.get(ends.join(' '))
    if (known) known[1].push(spot)
    else groups.set(ends.join(' '), [ends, [spot]])
  }
  return [...groups.values()]
}
