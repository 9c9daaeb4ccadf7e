import { describe, expect, it } from 'vitest'
import { judge } from '../judge.ts'

const large = (count: number, before: (index: number) => string) => `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: t}
spec: {params: [{name: p}], results: [{name: r}], steps: [{image: x, script: echo $(params.p)}]}
---
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: line}
spec:
  tasks:
${Array.from({ length: count }, (_, index) => `    - {name: t${index}, taskRef: {name: t}, params: [{name: p, value: ${before(index)}}]}\n`).join('')}---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: it}
spec: {pipelineRef: {name: line}}
`

const timed = (text: string) => {
  const start = performance.now()
  const result = judge(text)
  return { ...result, took: performance.now() - start }
}

describe('a pipeline of 5,000 tasks', () => {
  it('is read, checked, linked and compiled within seconds', () => {
    const { plans, diagnostics, took } = timed(
      large(5000, (index) => (index ? `$(tasks.t${index - 1}.results.r)` : 'x')),
    )
    expect(diagnostics).toEqual([])
    expect(plans[0]!.tasks.map(({ needs }) => needs)).toEqual([
      [],
      ...Array.from({ length: 4999 }, (_, index) => [index]),
    ])
    // It takes a second and a half; the rest is for a busy machine.
    expect(took).toBeLessThan(8000)
  })

  it.each([
    ['unknown tasks', large(5000, (index) => `$(tasks.x${index}.results.r)`), 5000, 'UnknownTask'],
    ['undeclared params', large(5000, () => '$(params.q)'), 5000, 'UndeclaredParameter'],
    ['a cycle of all tasks', large(5000, (index) => `$(tasks.t${(index + 1) % 5000}.results.r)`), 1, 'DependencyCycle'],
  ])('with %s is told of all of them within seconds', (_, text, count, code) => {
    const { diagnostics, took } = timed(text)
    const own = new Set(diagnostics.filter((one) => one.code === code).map(({ line }) => line))
    expect(own.size).toBe(count)
    expect(took).toBeLessThan(8000)
  })
})
