/** A directed graph over 0..n-1: `edges[i]` are the nodes that i points at. Every walk here is iterative and linear. */
export type Graph = readonly (readonly number[])[]

/** For every strongly connected component that holds a cycle, a shortest one through its first node. */
export const cyclesOf = (graph: Graph): number[][] => {
  const component = componentsOf(graph)
  const size = new Map<number, number>()
  for (const id of component) size.set(id, (size.get(id) ?? 0) + 1)
  const done = new Set<number>()
  return graph.flatMap((targets, node) => {
    const id = component[node]!
    const isCyclic = size.get(id)! > 1 || targets.includes(node)
    if (!isCyclic || done.has(id)) return []
    done.add(id)
    return [shortestCycle(graph, component, node)]
  })
}

/** Tarjan's algorithm with its own stack. Answers the component of each node. */
const componentsOf = (graph: Graph): number[] => {
  const order: number[] = []
  const low: number[] = []
  const component: number[] = []
  const path: number[] = []
  let visited = 0
  let components = 0
  const enter = (node: number): [number, number] => {
    order[node] = low[node] = visited
    visited += 1
    path.push(node)
    return [node, 0]
  }
  const leave = (node: number): void => {
    if (low[node] !== order[node]) return
    let member: number
    do {
      member = path.pop()!
      component[member] = components
    } while (member !== node)
    components += 1
  }
  for (let root = 0; root < graph.length; root += 1) {
    if (order[root] !== undefined) continue
    const stack = [enter(root)]
    while (stack.length > 0) {
      const frame = stack.at(-1)!
      const [node, next] = frame
      const target = graph[node]![next]
      frame[1] += 1
      if (target === undefined) {
        stack.pop()
        leave(node)
        const parent = stack.at(-1)?.[0]
        if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!)
      } else if (order[target] === undefined) stack.push(enter(target))
      else if (component[target] === undefined) low[node] = Math.min(low[node]!, order[target])
    }
  }
  return component
}

const shortestCycle = (graph: Graph, component: readonly number[], start: number): number[] => {
  const cameFrom = new Map<number, number>()
  const queue = [start]
  for (const node of queue) {
    for (const target of graph[node]!) {
      if (target === start) return backFrom(node, cameFrom)
      if (component[target] !== component[start] || cameFrom.has(target)) continue
      cameFrom.set(target, node)
      queue.push(target)
    }
  }
  return []
}

const backFrom = (end: number, cameFrom: ReadonlyMap<number, number>): number[] => {
  const cycle: number[] = []
  for (let node: number | undefined = end; node !== undefined; node = cameFrom.get(node)) cycle.push(node)
  return cycle.reverse()
}

/** The nodes that hang together when the direction of edges does not matter, each group and all groups in order. */
export const groupsOf = (graph: Graph): number[][] => {
  const neighbours: number[][] = graph.map((targets) => [...targets])
  graph.forEach((targets, node) => {
    for (const target of targets) neighbours[target]!.push(node)
  })
  const seen = new Set<number>()
  return graph.flatMap((_, start) => {
    if (seen.has(start)) return []
    seen.add(start)
    const group = [start]
    for (const node of group) {
      for (const neighbour of neighbours[node]!) {
        if (seen.has(neighbour)) continue
        seen.add(neighbour)
        group.push(neighbour)
      }
    }
    return [group.sort((a, b) => a - b)]
  })
}
