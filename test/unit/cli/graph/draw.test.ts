import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawGraph } from '../../../../lib/cli/graph/draw.ts'
import type { TaskGraph } from '../../../../lib/cli/graph/task-graph.ts'
import { readDrawing } from './read-drawing.ts'

const unlimited = { ascii: false, columns: 10_000, rows: 10_000 }

export const graphOf = (tasks: Record<string, string[]>): TaskGraph => {
  const labels = Object.keys(tasks)
  return { labels, needs: labels.map((label) => tasks[label]!.map((need) => labels.indexOf(need))) }
}

const edges = ({ labels, needs }: TaskGraph): string[] =>
  needs.flatMap((list, task) => list.map((need) => `${labels[need]} ${labels[task]}`)).sort()

const arbitraryGraph = fc
  .array(fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }), { minLength: 1, maxLength: 24 })
  .map((tasks): TaskGraph => {
    const needs = tasks.map((list, index) => (index === 0 ? [] : [...new Set(list.map((need) => need % index))]))
    return { labels: needs.map((_, index) => `t${index}`), needs }
  })

describe('drawGraph', () => {
  it('draws a fan-out and a fan-in', () => {
    const graph = graphOf({
      clone: [],
      lint: ['clone'],
      unit: ['clone'],
      matrix: ['clone'],
      publish: ['lint', 'unit', 'matrix'],
    })
    expect(drawGraph(graph, unlimited)).toEqual([
      'clone ─┬─▶ lint ───┐',
      '       ├─▶ unit ───┼─▶ publish',
      '       └─▶ matrix ─┘',
    ])
  })

  it('draws it in ASCII where that is asked for', () => {
    const graph = graphOf({ a: [], b: ['a'], c: ['a'] })
    expect(drawGraph(graph, { ...unlimited, ascii: true })).toEqual(['a -+-> b', '   +-> c'])
  })

  it('lets a line that skips a column pass beside what stands there', () => {
    const lines = drawGraph(graphOf({ a: [], b: ['a'], c: ['a', 'b'] }), unlimited)!
    expect(readDrawing(lines).sort()).toEqual(['a b', 'a c', 'b c'])
  })

  it('draws tasks that have nothing to do with each other', () => {
    expect(drawGraph(graphOf({ a: [], b: [] }), unlimited)).toEqual(['a', 'b'])
  })

  it('gives up on a graph that does not fit, or that has too many tasks', () => {
    const wide = graphOf(
      Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`t${n}`, n === 0 ? [] : [`t${n - 1}`]])),
    )
    expect(drawGraph(wide, { ascii: false, columns: 80, rows: 40 })).toBeUndefined()
    expect(
      drawGraph(
        { labels: Array.from({ length: 500 }, (_, n) => `t${n}`), needs: Array.from({ length: 500 }, () => []) },
        unlimited,
      ),
    ).toBeUndefined()
  })

  it('shows exactly the edges of the graph to whoever follows its lines, whatever the graph', () => {
    let drawn = 0
    fc.assert(
      fc.property(arbitraryGraph, (graph) => {
        const lines = drawGraph(graph, unlimited)
        if (!lines) return
        drawn += 1
        expect(readDrawing(lines).sort()).toEqual(edges(graph))
      }),
      { numRuns: 500 },
    )
    expect(drawn).toBeGreaterThan(400)
  })
})
