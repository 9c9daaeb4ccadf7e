import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Plan } from '../../../lib/core/plan.ts'
import { kontroler } from '../../../lib/dialects/kontroler/kontroler.ts'
import { readDocuments } from '../../../lib/dialects/yaml/read.ts'
import { writeYaml } from '../../../lib/dialects/yaml/write.ts'
import { judge } from '../../unit/dialects/judge.ts'
import { hasPath, paths, replaced } from './mutate.ts'

const apiVersion = 'kontroler.greedykomodo/v1alpha1'
const document = (kind: string, spec: unknown) => writeYaml({ apiVersion, kind, metadata: { name: 'it' }, spec })

/** Tasks whose needs are earlier ones in a hidden order; each but the first has one, so that all are connected. */
const graph = fc
  .array(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .chain((picks) => fc.tuple(fc.constant(picks), fc.shuffledSubarray([...picks.keys()], { minLength: picks.length })))
  .map(([picks, order]) => {
    const needs = picks.map((pick, index) => (index === 0 ? [] : [...new Set(pick.map((at) => at % index))]))
    return order.map((index) => ({ name: `t${index}`, runAfter: needs[index]!.map((need) => `t${need}`) }))
  })

describe('a random DAG', () => {
  it('compiles to a plan with the same tasks and edges, which ends', () => {
    fc.assert(
      fc.property(graph, (tasks) => {
        const task = tasks.map(({ name, runAfter }) => ({ name, image: 'a', command: ['b'], runAfter }))
        const { diagnostics, plans } = judge(
          `${document('DAG', { task })}---\n${document('DagRun', { dagName: 'it' })}`,
        )
        expect(diagnostics).toEqual([])
        const [plan] = plans
        expect(Plan.parse(plan)).toEqual(plan)
        expect(
          plan!.tasks.map(({ name, needs }) => ({ name, runAfter: needs.map((need) => plan!.tasks[need]!.name) })),
        ).toEqual(tasks)
        expect(runOrder(plan!)).toHaveLength(tasks.length)
      }),
    )
  })

  it('with one edge turned back has a cycle and nothing else', () => {
    fc.assert(
      fc.property(
        graph.filter((tasks) => tasks.length > 1),
        fc.nat(),
        (tasks, pick) => {
          const dependants = tasks.filter(({ runAfter }) => runAfter.length > 0)
          const { name, runAfter } = dependants[pick % dependants.length]!
          const task = tasks.map((one) => ({
            name: one.name,
            image: 'a',
            command: ['b'],
            runAfter: one.name === runAfter[0] ? [...one.runAfter, name] : one.runAfter,
          }))
          expect(judge(document('DAG', { task })).diagnostics.map(({ code }) => code)).toEqual(['DependencyCycle'])
        },
      ),
    )
  })
})

const runOrder = ({ tasks }: Plan): number[] => {
  const done = new Set<number>()
  for (let before = -1; done.size > before; ) {
    before = done.size
    for (const [index, { needs }] of tasks.entries()) if (needs.every((need) => done.has(need))) done.add(index)
  }
  return [...done]
}

const valid = {
  parameters: [
    { name: 'p', defaultValue: 'v' },
    { name: 's', defaultFromSecret: 't' },
  ],
  workspace: { enable: true, pvc: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  task: [
    {
      name: 'a',
      image: 'x',
      script: 'y',
      parameters: ['p'],
      backoff: { limit: 1 },
      conditional: { enabled: true, retryCodes: [1] },
    },
    {
      name: 'b',
      image: 'x',
      command: ['c'],
      runAfter: ['a'],
      podTemplate: { volumes: [{ name: 'v', emptyDir: {} }], volumeMounts: [{ name: 'v', mountPath: '/v' }] },
    },
  ],
}

describe('a DAG with anything in the place of anything', () => {
  const mutation = fc.tuple(
    fc.constantFrom(...paths(valid)),
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('', 'a', 'workspace', '__proto__', -1, 1.5, [], {}, [null], { constructor: {} }),
    ),
  )

  it('never makes anything throw, and is compiled or has an error', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const spec = mutations.reduce<unknown>(
          (value, [path, by]) => (hasPath(value, path) ? replaced(value, path, by) : value),
          valid,
        )
        const { diagnostics, plans } = judge(`${document('DAG', spec)}---\n${document('DagRun', { dagName: 'it' })}`)
        const isWrong = diagnostics.some(({ severity }) => severity === 'error')
        expect(plans).toHaveLength(isWrong ? 0 : 1)
        for (const plan of plans) expect(Plan.parse(plan)).toEqual(plan)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a run made for a DAG', () => {
  it('sets exactly what was asked, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (given) => {
        const dag = readDocuments(document('DAG', { ...valid, workspace: undefined }), 'dag.yaml').documents[0]!
        const { diagnostics, plans } = judge(
          `${dag.text}---\n${kontroler.runOf(dag, { name: 'r', params: { p: given } })}`,
        )
        expect(diagnostics).toEqual([])
        const { value } = plans[0]!.pods[0]!.steps[0]!.container.env![0]!
        expect(value!.replaceAll('$$', '$')).toBe(given.replaceAll('$$', '$'))
      }),
    )
  })
})
