import { width } from '../text/width.ts'
import { type Canvas, createCanvas, down, left, right, up } from './canvas.ts'
import { type Lattice, latticeOf } from './lattice.ts'
import { type Placement, place, type Route } from './place.ts'
import type { TaskGraph } from './task-graph.ts'

export interface DrawOptions {
  ascii: boolean
  columns: number
  rows: number
}

/** Beyond this a drawing helps nobody, and ordering its lines takes long. */
const maxTasks = 120

/** Where the parts of the way from one column to the next stand. */
interface Channel {
  start: number
  /** Where lines of one spot part, and where lines to one spot meet; absent where none do. */
  split?: number
  merge?: number
  tracks: number
  arrow: number
}

/** The graph from left to right, every edge a line. Undefined when it does not fit, or is too tangled. */
export const drawGraph = (graph: TaskGraph, options: DrawOptions): string[] | undefined => {
  if (graph.labels.length > maxTasks) return undefined
  const lattice = latticeOf(graph)
  const placement = place(lattice)
  if (!placement) return undefined
  const { labels, channels, total } = columnsOf(lattice, placement)
  if (total > options.columns) return undefined
  const canvas = createCanvas(options)
  const drawing: Drawing = { lattice, placement, canvas, arrow: options.ascii ? '>' : '▶' }
  lattice.layers.forEach((layer, index) => {
    for (const spot of layer) drawSpot(drawing, { spot, column: labels[index]!, channel: channels[index] })
  })
  placement.routes.forEach((routes, layer) => {
    drawSides(drawing, { routes, channel: channels[layer]! })
    for (const [net, route] of routes.entries())
      drawRoute(drawing, { route, owner: `net ${net}`, channel: channels[layer]! })
  })
  const lines = canvas.lines()
  return lines.length > options.rows ? undefined : lines
}

const columnsOf = ({ spots, layers }: Lattice, { routes }: Placement) => {
  const labels: number[] = []
  const channels: Channel[] = []
  let column = 0
  layers.forEach((layer, index) => {
    labels.push(column)
    const widest = layer.reduce((most, spot) => Math.max(most, width(spots[spot]!.label ?? '')), 0)
    const own = routes[index]
    if (!own) {
      column += widest
      return
    }
    const channel = channelFrom(column + widest + 1, own)
    channels.push(channel)
    column = channel.arrow + 2
  })
  return { labels, channels, total: column }
}

const isShared = (routes: readonly Route[], side: 'sources' | 'targets'): boolean => {
  const ends = routes.flatMap(({ net }) => net[side])
  return new Set(ends).size < ends.length
}

const channelFrom = (start: number, routes: readonly Route[]): Channel => {
  const split = isShared(routes, 'sources') ? start + 1 : undefined
  const tracks = start + (split === undefined ? 1 : 3)
  const count = routes.reduce((most, { track }) => Math.max(most, (track ?? -1) + 1), 0)
  const end = tracks + 2 * count
  const merge = isShared(routes, 'targets') ? end : undefined
  return { start, split, tracks, merge, arrow: merge === undefined ? end : merge + 1 }
}

interface Drawing {
  lattice: Lattice
  placement: Placement
  canvas: Canvas
  arrow: string
}

/** The label and the line from it to its channel; where only a line passes, that line. */
const drawSpot = (
  { lattice, placement, canvas }: Drawing,
  { spot, column, channel }: { spot: number; column: number; channel: Channel | undefined },
): void => {
  const { label, to } = lattice.spots[spot]!
  const row = placement.row[spot]!
  if (label !== undefined) canvas.text(row, column, label)
  if (to.length === 0 || !channel) return
  const from = label === undefined ? column : column + width(label) + 1
  for (let at = from; at < (channel.split ?? channel.start); at += 1)
    canvas.stroke(`spot ${spot}`, row, at, left | right)
}

/** Where lines of one spot part, and where those to one meet; and the arrows. */
const drawSides = (drawing: Drawing, { routes, channel }: { routes: readonly Route[]; channel: Channel }): void => {
  const { lattice, placement, canvas, arrow } = drawing
  for (const [spot, rows] of rowsBySpot(routes, 'sources')) {
    if (channel.split === undefined) continue
    drawFork(canvas, { owner: `spot ${spot}`, column: channel.split, rows, stem: left, tine: right })
  }
  for (const [spot, rows] of rowsBySpot(routes, 'targets')) {
    const owner = `spot ${spot}`
    if (channel.merge !== undefined) drawFork(canvas, { owner, column: channel.merge, rows, stem: right, tine: left })
    const row = placement.row[spot]!
    if (lattice.spots[spot]!.label !== undefined) canvas.text(row, channel.arrow, arrow)
    else for (const at of [channel.arrow, channel.arrow + 1]) canvas.stroke(owner, row, at, left | right)
  }
}

interface Fork {
  owner: string
  column: number
  /** The first is the stem's. */
  rows: readonly number[]
  stem: number
  tine: number
}

const drawFork = (canvas: Canvas, { owner, column, rows, stem, tine }: Fork): void => {
  const top = rows[0]!
  const bottom = rows.at(-1)!
  canvas.stroke(owner, top, column, stem)
  for (const row of rows) canvas.stroke(owner, row, column, tine)
  drawUpright(canvas, { owner, column, top, bottom })
}

const rowsBySpot = (routes: readonly Route[], side: 'sources' | 'targets'): Map<number, number[]> => {
  const rows = new Map<number, number[]>()
  for (const route of routes) {
    route.net[side].forEach((spot, index) => {
      rows.set(
        spot,
        [...(rows.get(spot) ?? []), route[side][index]!].sort((a, b) => a - b),
      )
    })
  }
  return rows
}

const drawRoute = (
  { canvas }: Drawing,
  { route, owner, channel }: { route: Route; owner: string; channel: Channel },
): void => {
  const { sources, targets, track } = route
  const start = channel.split === undefined ? channel.start : channel.split + 1
  const end = channel.merge ?? channel.arrow
  const turn = track === undefined ? end : channel.tracks + 2 * track
  const across = (row: number, from: number, to: number): void => {
    for (let at = from; at < to; at += 1) canvas.stroke(owner, row, at, left | right)
  }
  for (const row of sources) across(row, start, turn)
  if (track === undefined) return
  for (const row of sources) canvas.stroke(owner, row, turn, left)
  for (const row of targets) {
    canvas.stroke(owner, row, turn, right)
    across(row, turn + 1, end)
  }
  const top = Math.min(...sources, ...targets)
  const bottom = Math.max(...sources, ...targets)
  drawUpright(canvas, { owner, column: turn, top, bottom })
}

/** Each cell at once: half a stroke of another owner would not count as crossing straight. */
const drawUpright = (
  canvas: Canvas,
  { owner, column, top, bottom }: { owner: string; column: number; top: number; bottom: number },
): void => {
  if (top === bottom) return
  for (let row = top; row <= bottom; row += 1)
    canvas.stroke(owner, row, column, (row > top ? up : 0) | (row < bottom ? down : 0))
}
