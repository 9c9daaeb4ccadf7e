/** A DAG with a run of it, in the language of Kontroler. */
export interface Workload {
  name: string
  tasks: number
  /** YAML. */
  text: string
}

interface Task {
  name: string
  needs: readonly string[]
}

/** Each task needs the one before. */
export const chain = (length: number): Workload =>
  workload(
    `chain-${length}`,
    Array.from({ length }, (_, n) => ({ name: `t${n}`, needs: n === 0 ? [] : [`t${n - 1}`] })),
  )

/**
 * `depth` layers of `width` tasks: all but one side by side, and one that joins them, which the next layer needs. With
 * every task of a layer needing all of the one before, 100 × 100 would be ten times the edges that a plan may have.
 */
export const layers = (width: number, depth: number): Workload =>
  workload(
    `layers-${width}-${depth}`,
    Array.from({ length: depth }, (_, layer) => {
      const names = Array.from({ length: width - 1 }, (__, n) => `l${layer}-${n}`)
      const needs = layer === 0 ? [] : [`join-${layer - 1}`]
      return [...names.map((name) => ({ name, needs })), { name: `join-${layer}`, needs: names }]
    }).flat(),
  )

const workload = (name: string, tasks: readonly Task[]): Workload => ({
  name,
  tasks: tasks.length,
  text: `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: ${name}
spec:
  task:
${tasks.map(yamlOf).join('\n')}
---
apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagRun
metadata:
  generateName: ${name}-
spec:
  dagName: ${name}
`,
})

const yamlOf = ({ name, needs }: Task): string =>
  [
    `    - name: ${name}`,
    '      image: busybox:1.37',
    '      command: ["true"]',
    ...(needs.length === 0 ? [] : [`      runAfter: [${needs.join(', ')}]`]),
  ].join('\n')
