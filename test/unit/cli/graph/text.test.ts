import { describe, expect, it } from 'vitest'
import { collapse } from '../../../../lib/cli/graph/collapse.ts'
import { dot, mermaid } from '../../../../lib/cli/graph/diagram.ts'
import { longestPath, type TaskGraph } from '../../../../lib/cli/graph/task-graph.ts'
import { graphText } from '../../../../lib/cli/graph/text.ts'
import { readDrawing } from './read-drawing.ts'

const options = { ascii: false, columns: 100, rows: 40, list: 'brief' } as const

/** `start`, then `n` tasks, then `end`. */
const fanOut = (n: number): TaskGraph => ({
  labels: ['start', ...Array.from({ length: n }, (_, i) => `extract-${i}`), 'end'],
  needs: [[], ...Array.from({ length: n }, () => [0]), Array.from({ length: n }, (_, i) => i + 1)],
})
const chain = (n: number): TaskGraph => ({
  labels: Array.from({ length: n }, (_, i) => `step-${i}`),
  needs: Array.from({ length: n }, (_, i) => (i === 0 ? [] : [i - 1])),
})

describe('graphText', () => {
  it('draws what fits, and sums it up', () => {
    expect(graphText({ labels: ['a', 'b', 'c'], needs: [[], [0], [0]] }, options)).toEqual([
      'a ─┬─▶ b',
      '   └─▶ c',
      '3 tasks   width 2   depth 2   longest path: a → b',
    ])
  })

  it('folds a fan-out that does not fit', () => {
    const lines = graphText(fanOut(480), options)
    expect(lines).toEqual([
      'start ─▶ extract-* ×480 ─▶ end',
      '482 tasks   width 480   depth 3   longest path: start → extract-0 → end',
    ])
  })

  it('lists layers of what cannot be drawn: in brief, or every task with what it needs', () => {
    const brief = graphText(chain(200), options)
    expect(brief[0]).toBe('layer   1  1  step-0')
    expect(brief.length).toBeLessThanOrEqual(42)
    const full = graphText(chain(200), { ...options, list: 'full' })
    expect(full).toContain('  step-199  after step-198')
    expect(full.filter((line) => line.startsWith('  step-'))).toHaveLength(200)
  })

  it('never takes more columns than there are, but for names in a full list', () => {
    for (const graph of [fanOut(3), fanOut(500), chain(10), chain(500)])
      for (const line of graphText(graph, { ...options, columns: 60 })) expect(line.length).toBeLessThanOrEqual(60)
  })

  it('uses ASCII alone where that is asked for', () => {
    for (const graph of [fanOut(3), fanOut(480), chain(200)])
      for (const line of graphText(graph, { ...options, ascii: true })) expect(line).toMatch(/^[\x20-\x7e]*$/)
  })

  it('shows the largest plan there may be within a second of computing', () => {
    const began = process.cpuUsage()
    expect(graphText(fanOut(9_998), options)[0]).toBe('start ─▶ extract-* ×9998 ─▶ end')
    graphText(chain(10_000), options)
    const { user, system } = process.cpuUsage(began)
    expect((user + system) / 1_000).toBeLessThan(1_000)
  })
})

describe('collapse', () => {
  it('folds tasks that need the same and are needed by the same, and keeps the order of the rest', () => {
    const folded = collapse(fanOut(3))!
    expect(folded).toEqual({ labels: ['start', 'extract-* ×3', 'end'], needs: [[], [0], [1]] })
    expect(readDrawing(graphText(folded, options))).toContain('start extract-*')
  })

  it('has nothing to fold in a chain', () => {
    expect(collapse(chain(5))).toBeUndefined()
  })
})

describe('diagrams', () => {
  const graph = { labels: ['a "b"', '<c>'], needs: [[], [0]] }

  it('are a flowchart in Mermaid', () => {
    expect(mermaid(graph)).toBe('flowchart LR\n  t0["a &quot;b&quot;"]\n  t1["&lt;c&gt;"]\n  t0 --> t1')
  })

  it('are a digraph in DOT', () => {
    expect(dot(graph, 'x')).toContain('t0 [label="a \\"b\\""]')
    expect(dot(graph, 'x')).toContain('t0 -> t1')
  })
})

describe('longestPath', () => {
  it('is one of the longest chains', () => {
    expect(longestPath({ labels: ['a', 'b', 'c', 'd'], needs: [[], [0], [1], [0]] })).toEqual([0, 1, 2])
  })
})
