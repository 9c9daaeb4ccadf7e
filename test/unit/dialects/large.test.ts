import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'

const task = (index: number, image: string) => `    - name: task-${index}
      ${image}: alpine:3.18
      command: ["sh", "-c"]
      args: ["echo hello $who from ${index}"]
      parameters: [who]
      backoff:
        limit: 3
      conditional:
        enabled: true
        retryCodes: [1, 8]
      runAfter: [${index === 0 ? '' : `task-${index - 1}, task-${index >> 1}`}]
`
const large = (count: number, image = 'image') => `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: large
spec:
  parameters:
    - name: who
      defaultValue: world
  task:
${Array.from({ length: count }, (_, index) => task(index, image)).join('')}`

const run = `---
apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagRun
metadata:
  name: large-1
spec:
  dagName: large
`

/** Milliseconds of this process's own work: others on the machine do not count. */
const timed = (text: string) => {
  const before = process.cpuUsage()
  const result = judge(text)
  const { user, system } = process.cpuUsage(before)
  return { ...result, took: (user + system) / 1_000 }
}

describe('a DAG of 5,000 tasks', () => {
  it('is read, checked, linked and compiled in about a second', () => {
    const { plans, diagnostics, took } = timed(large(5000) + run)
    expect(diagnostics).toEqual([])
    expect(plans[0]!.tasks).toHaveLength(5000)
    // It takes half a second; the rest is for a slow machine.
    expect(took).toBeLessThan(3000)
  })

  it.each([
    ['unknown fields', large(5000, 'imagee'), 10_000],
    ['unknown tasks', large(5000).replaceAll(/runAfter: \[task/g, 'runAfter: [tsak'), 4999],
    ['a cycle of all tasks', large(5000).replace('runAfter: []', 'runAfter: [task-4999]'), 1],
    ['ambiguous scalars', large(5000).replaceAll('enabled: true', 'enabled: yes'), 5000],
  ])('with %s is told of all of them within seconds', (_, text, count) => {
    const { diagnostics, took } = timed(text)
    expect(diagnostics).toHaveLength(count)
    expect(took).toBeLessThan(4000)
  })
})
