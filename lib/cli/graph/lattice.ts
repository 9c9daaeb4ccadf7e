import { dependantsOf, depthsOf, type TaskGraph } from './task-graph.ts'

/** A task in its column, or a place where the line of an earlier task passes through. */
export interface Spot {
  /** Absent where only a line passes. */
  label?: string
  layer: number
  /** Spots of the next layer that its line leads to, and of the layer before that lead to it. */
  to: number[]
  from: number[]
}

/** A graph whose lines lead from each column to the next only. `layers` hold the spots from top to bottom. */
export interface Lattice {
  spots: Spot[]
  layers: number[][]
}

/** Puts each task as far left as it may stand, and a passing place into every column that a longer line crosses. */
export const latticeOf = (graph: TaskGraph): Lattice => {
  const depths = depthsOf(graph)
  const spots: Spot[] = graph.labels.map((label, task) => ({ label, layer: depths[task]!, to: [], from: [] }))
  const connect = (from: number, to: number): void => {
    spots[from]!.to.push(to)
    spots[to]!.from.push(from)
  }
  dependantsOf(graph).forEach((targets, task) => {
    let at = task
    for (let layer = depths[task]! + 1; targets.some((target) => depths[target]! >= layer); layer += 1) {
      for (const target of targets) if (depths[target] === layer) connect(at, target)
      if (!targets.some((target) => depths[target]! > layer)) break
      spots.push({ layer, to: [], from: [] })
      connect(at, spots.length - 1)
      at = spots.length - 1
    }
  })
  return { spots, layers: untangle(spots) }
}

const sweeps = 6

/** Orders every column by where its neighbours stand, to and fro, and keeps the order with the fewest crossings. */
const untangle = (spots: readonly Spot[]): number[][] => {
  const layers: number[][] = []
  spots.forEach(({ layer }, index) => {
    while (layers.length <= layer) layers.push([])
    layers[layer]!.push(index)
  })
  let best = layers.map((layer) => [...layer])
  let fewest = crossings(spots, layers)
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep += 1) {
    const isForward = sweep % 2 === 0
    for (const layer of isForward ? layers : [...layers].reverse()) sortByNeighbours(spots, layers, layer, isForward)
    const found = crossings(spots, layers)
    if (found < fewest) {
      fewest = found
      best = layers.map((layer) => [...layer])
    }
  }
  return best
}

const positionsIn = (layers: readonly (readonly number[])[]): Map<number, number> =>
  new Map(layers.flatMap((layer) => layer.map((spot, position) => [spot, position] as const)))

const sortByNeighbours = (
  spots: readonly Spot[],
  layers: readonly number[][],
  layer: number[],
  isForward: boolean,
): void => {
  const positions = positionsIn(layers)
  const weight = new Map(
    layer.map((spot) => {
      const neighbours = isForward ? spots[spot]!.from : spots[spot]!.to
      const sum = neighbours.reduce((total, neighbour) => total + positions.get(neighbour)!, 0)
      return [spot, neighbours.length === 0 ? positions.get(spot)! : sum / neighbours.length]
    }),
  )
  layer.sort((a, b) => weight.get(a)! - weight.get(b)! || positions.get(a)! - positions.get(b)!)
}

const crossings = (spots: readonly Spot[], layers: readonly (readonly number[])[]): number => {
  const positions = positionsIn(layers)
  return layers.reduce((total, layer) => {
    const ends = layer.flatMap((spot) => spots[spot]!.to.map((to) => positions.get(to)!).sort((a, b) => a - b))
    return total + inversions(ends)
  }, 0)
}

const inversions = (numbers: readonly number[]): number =>
  numbers.reduce((sum, a, i) => sum + numbers.slice(i + 1).filter((b) => b < a).length, 0)
