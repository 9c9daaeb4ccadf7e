import type { Lattice } from './lattice.ts'
import { type Net, netsOf } from './nets.ts'

/** A net with the rows on which it leaves its sources and reaches its targets, and the track it changes rows on. */
export interface Route {
  net: Net
  sources: number[]
  targets: number[]
  /** Absent where the line is straight. */
  track?: number
}

/** Rows of every spot: its first one, and how many its lines need. */
export interface Placement {
  row: number[]
  height: number[]
  /** By layer: the way to the next. */
  routes: Route[][]
}

/** Shifts that are tried before a graph counts as too tangled to be drawn. */
const maxShifts = 200

/** Puts every spot on a row so that all lines can be drawn without touching. Undefined when that was not found. */
export const place = (lattice: Lattice): Placement | undefined => {
  const { spots, layers } = lattice
  const nets = layers.slice(1).map((_, layer) => netsOf(lattice, layer))
  const height = spots.map((_, spot) => {
    const { layer } = spots[spot]!
    const leaving = (nets[layer] ?? []).filter(({ sources }) => sources.includes(spot)).length
    const arriving = (nets[layer - 1] ?? []).filter(({ targets }) => targets.includes(spot)).length
    return Math.max(1, leaving, arriving)
  })
  const row: number[] = []
  stack(layers[0] ?? [], { row, height, least: () => 0 })
  const routes: Route[][] = []
  for (const [layer, own] of nets.entries()) {
    const found = connect(lattice, { layer, nets: own, row, height })
    if (!found) return undefined
    routes.push(found)
  }
  return { row, height, routes }
}

interface Stack {
  row: number[]
  height: readonly number[]
  least: (spot: number) => number
}

const stack = (layer: readonly number[], { row, height, least }: Stack): void => {
  let free = 0
  for (const spot of layer) {
    row[spot] = Math.max(free, least(spot))
    free = row[spot] + height[spot]!
  }
}

interface Gap {
  layer: number
  nets: readonly Net[]
  row: number[]
  height: readonly number[]
}

const connect = ({ layers, spots }: Lattice, { layer, nets, row, height }: Gap): Route[] | undefined => {
  const shift = new Map<number, number>()
  const median = (spot: number): number => {
    const rows = spots[spot]!.from.map((source) => row[source]!).sort((a, b) => a - b)
    return rows[Math.floor((rows.length - 1) / 2)] ?? 0
  }
  for (let tries = 0; tries < maxShifts; tries += 1) {
    stack(layers[layer + 1]!, { row, height, least: (spot) => median(spot) + (shift.get(spot) ?? 0) })
    const routes = routesOf(nets, row)
    const blocked = assignTracks(routes)
    if (blocked === undefined) return routes
    // Two lines would each have to be left of the other on one row: the upper target makes room.
    const upper = routes[blocked]!.net.targets.reduce((a, b) => (row[a]! <= row[b]! ? a : b))
    shift.set(upper, (shift.get(upper) ?? 0) + 1)
  }
  return undefined
}

/** Each end of a net gets a row of the spot, from top to bottom by where the other ends are. */
const routesOf = (nets: readonly Net[], row: readonly number[]): Route[] => {
  const middle = (ends: readonly number[]): number => ends.reduce((sum, end) => sum + row[end]!, 0) / ends.length
  const routes: Route[] = nets.map((net) => ({ net, sources: [], targets: [] }))
  const used = (side: 'sources' | 'targets', other: 'sources' | 'targets'): void => {
    const taken = new Map<number, number>()
    const order = routes.map((_, index) => index).sort((a, b) => middle(nets[a]![other]) - middle(nets[b]![other]))
    for (const index of order) {
      for (const spot of nets[index]![side]) {
        const port = taken.get(spot) ?? 0
        taken.set(spot, port + 1)
        routes[index]![side].push(row[spot]! + port)
      }
    }
  }
  used('sources', 'targets')
  used('targets', 'sources')
  return routes
}

const spanOf = ({ sources, targets }: Route): [number, number] => [
  Math.min(...sources, ...targets),
  Math.max(...sources, ...targets),
]

/**
 * Gives every route that is not straight a track. On a row where one net leaves and another arrives, the leaving one
 * must turn first. Answers a route in a circle of such demands, if there is one.
 */
const assignTracks = (routes: readonly Route[]): number | undefined => {
  const bent = routes.flatMap((route, index) => (isStraight(route) ? [] : [index]))
  const before = new Map<number, Set<number>>(bent.map((index) => [index, new Set()]))
  for (const a of bent) {
    for (const b of bent)
      if (a !== b && routes[a]!.sources.some((row) => routes[b]!.targets.includes(row))) before.get(b)!.add(a)
  }
  const waiting = new Set(bent)
  while (waiting.size > 0) {
    const ready = [...waiting].filter((index) => [...before.get(index)!].every((other) => !waiting.has(other)))
    if (ready.length === 0) return inCircle(waiting, before)
    for (const index of ready) {
      const first = [...before.get(index)!].reduce((most, other) => Math.max(most, routes[other]!.track! + 1), 0)
      routes[index]!.track = freeTrack(routes, index, first)
      waiting.delete(index)
    }
  }
  return undefined
}

/** Whoever waits only for others that wait need not be in a circle; going back often enough is. */
const inCircle = (waiting: ReadonlySet<number>, before: ReadonlyMap<number, ReadonlySet<number>>): number => {
  let at = [...waiting][0]!
  for (let steps = 0; steps < waiting.size; steps += 1) at = [...before.get(at)!].find((other) => waiting.has(other))!
  return at
}

const isStraight = (route: Route): boolean => {
  const [top, bottom] = spanOf(route)
  return top === bottom
}

const freeTrack = (routes: readonly Route[], index: number, first: number): number => {
  const [top, bottom] = spanOf(routes[index]!)
  const isFree = (track: number): boolean =>
    routes.every((other, at) => {
      if (at === index || other.track !== track) return true
      const [otherTop, otherBottom] = spanOf(other)
      return otherBottom < top || otherTop > bottom
    })
  let track = first
  while (!isFree(track)) track += 1
  return track
}
