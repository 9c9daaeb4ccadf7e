import { describe, expect, it } from 'vitest'
import { cyclesOf, groupsOf } from '../../../lib/dialects/graph.ts'

const chain = (length: number) => Array.from({ length }, (_, node) => (node + 1 < length ? [node + 1] : []))

describe('cycles', () => {
  it.each([
    ['none in an empty graph', [], []],
    ['none in a diamond', [[1, 2], [3], [3], []], []],
    ['one of a node with itself', [[0]], [[0]]],
    ['one of two nodes', [[1], [0]], [[0, 1]]],
    ['the shortest through the first node of a component', [[1, 2], [2], [0]], [[0, 2]]],
    [
      'one for each component',
      [[1], [0], [3], [2], [0, 2]],
      [
        [0, 1],
        [2, 3],
      ],
    ],
    ['not what only leads to one', [[1], [2], [1]], [[1, 2]]],
  ])('%s', (_, graph, cycles) => {
    expect(cyclesOf(graph)).toEqual(cycles)
  })

  it('are found in 10,000 nodes without recursion', () => {
    const graph = chain(10_000)
    expect(cyclesOf(graph)).toEqual([])
    graph[9_999] = [0]
    expect(cyclesOf(graph)[0]).toHaveLength(10_000)
  })
})

describe('groups', () => {
  it('do not look at directions', () => {
    expect(groupsOf([[2], [2], [], [4], [], []])).toEqual([[0, 1, 2], [3, 4], [5]])
    expect(groupsOf([])).toEqual([])
  })
})
