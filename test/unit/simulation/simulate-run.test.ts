import { describe, expect, it } from 'vitest'
import { createMemoryDefinitions } from '../../../lib/adapters/memory/memory-definitions.ts'
import { createCompileRun } from '../../../lib/app/compile-run.ts'
import { runIdentity } from '../../../lib/app/run-identity.ts'
import { indexPlan } from '../../../lib/core/plan.ts'
import { dialectOf } from '../../../lib/dialects/dialects.ts'
import { readDocuments } from '../../../lib/dialects/yaml/read.ts'
import { type Scenario, type TaskScenario, usualTask } from '../../../lib/simulation/scenario.ts'
import { type Subject, simulateRun } from '../../../lib/simulation/simulate-run.ts'

const step = { name: 'main', image: 'busybox', command: ['true'] }

type Spec = Record<string, unknown>

/** A PipelineRun that brings its tasks along. */
const pipeline = async (tasks: Spec[], rest: Spec = {}, run: Spec = {}): Promise<Subject> => {
  const text = JSON.stringify({
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name: 'p', namespace: 'ci' },
    spec: { pipelineSpec: { tasks: tasks.map((task) => ({ taskSpec: { steps: [step] }, ...task })), ...rest }, ...run },
  })
  const document = readDocuments(text, 'p.yaml').documents[0]!
  const identity = runIdentity(document, { namespace: 'ci', key: 'k' })
  const { runId, name, namespace } = identity
  const compile = createCompileRun({ definitions: createMemoryDefinitions() })
  const { plan, diagnostics } = await compile(dialectOf(document)!, document, { runName: name, runId, namespace })
  if (!plan) throw new Error(JSON.stringify(diagnostics))
  return { definitions: [], text, key: 'k', identity, plan: indexPlan(plan) }
}

const scenario = (
  { plan }: Subject,
  tasks: Record<string, Partial<TaskScenario>> = {},
  rest: Partial<Scenario> = {},
): Scenario => ({ tasks: plan.tasks.map(({ name }) => ({ ...usualTask, ...tasks[name] })), faults: false, ...rest })

const exactly = (seconds: number) => ({ min: seconds * 1_000, max: seconds * 1_000 })

describe('simulateRun', () => {
  it('runs every task to its end, and nothing is wrong', async () => {
    const subject = await pipeline([{ name: 'a' }, { name: 'b', runAfter: ['a'] }])
    const times = { a: { duration: exactly(60) }, b: { duration: exactly(30) } }
    const outcome = await simulateRun(subject, scenario(subject, times), 1)
    expect(outcome).toMatchObject({ phase: 'Succeeded', violations: [] })
    expect(outcome).not.toHaveProperty('endless')
    expect(outcome.tasks.map(({ name, phase, ran, attempts }) => [name, phase, ran, attempts])).toEqual([
      ['a', 'Succeeded', true, [1]],
      ['b', 'Succeeded', true, [1]],
    ])
    expect(outcome.path.map(({ task }) => task)).toEqual(['a', 'b'])
    expect(outcome.lasted).toBeGreaterThan(90_000)
    expect(outcome.lasted).toBeLessThan(120_000)
  })

  it('tells the same story for the same seed, with all faults, and another one for another seed', async () => {
    const subject = await pipeline([{ name: 'a' }, { name: 'b' }, { name: 'c', runAfter: ['a', 'b'] }])
    const faulty = scenario(subject, {}, { faults: true })
    const [one, again, other] = [
      await simulateRun(subject, faulty, 7),
      await simulateRun(subject, faulty, 7),
      await simulateRun(subject, faulty, 8),
    ]
    expect(again).toEqual(one)
    expect(other.story).not.toEqual(one.story)
    expect(Object.values(one.faults).some((count) => count > 0)).toBe(true)
  })

  it('breaks no rule and ends in every one of many faulty worlds', async () => {
    const subject = await pipeline(
      [
        { name: 'a', retries: 2 },
        { name: 'b', runAfter: ['a'], matrix: { params: [{ name: 'x', value: ['1', '2', '3'] }] } },
        { name: 'c', runAfter: ['a'] },
      ],
      { finally: [{ name: 'last', taskSpec: { steps: [step] } }] },
    )
    const faulty = scenario(subject, { a: { failure: { rate: 0.3, exitCode: 1 } } }, { faults: true })
    for (let seed = 1; seed <= 15; seed++) {
      const { violations, endless, phase } = await simulateRun(subject, faulty, seed)
      expect({ violations, endless, ended: phase !== undefined }, `seed ${seed}`).toEqual({
        violations: [],
        endless: undefined,
        ended: true,
      })
    }
  })

  it('fails attempts as often as it is told, and tries them again', async () => {
    const subject = await pipeline([
      { name: 'a', retries: 2 },
      { name: 'b', runAfter: ['a'] },
    ])
    const always = { a: { failure: { rate: 1, exitCode: 3 } } }
    const { phase, tasks } = await simulateRun(subject, scenario(subject, always), 1)
    expect(phase).toBe('Failed')
    expect(tasks).toMatchObject([
      { phase: 'Failed', attempts: [3], whyFailed: expect.stringContaining('exited with code 3') },
      { phase: 'Skipped', ran: false, whyNot: 'the run was stopping, because "a" had failed' },
    ])
  })

  it('says of a task that hangs without a timeout that the run cannot end, and what waits for it', async () => {
    const tasks = [
      { name: 'a', timeout: '0' },
      { name: 'b', runAfter: ['a'] },
    ]
    const subject = await pipeline(tasks, {}, { timeouts: { pipeline: '0' } })
    const hanging = scenario(subject, { a: { duration: 'forever' } })
    const outcome = await simulateRun(subject, hanging, 1)
    expect(outcome.endless).toBe('task "a" does not end, and has no timeout; "b" waits for "a"')
    expect(outcome).not.toHaveProperty('phase')
    expect(outcome.violations).toEqual([])
  })

  it('waits for a timeout, however long it is', async () => {
    const subject = await pipeline([{ name: 'a', timeout: '50m' }])
    const outcome = await simulateRun(subject, scenario(subject, { a: { duration: 'forever' } }), 1)
    expect(outcome).toMatchObject({ phase: 'Failed', tasks: [{ phase: 'TimedOut' }] })
    expect(outcome.lasted).toBeGreaterThan(50 * 60_000)
  })

  it('leaves results of every type, as they were given or as samples', async () => {
    const results = [{ name: 'text' }, { name: 'list', type: 'array' }]
    const when = (input: string, value: string) => [{ input, operator: 'in', values: [value] }]
    const subject = await pipeline([
      { name: 'a', taskSpec: { results, steps: [step] } },
      { name: 'sample', when: when('$(tasks.a.results.list[1])', 'list-2') },
      { name: 'given', when: when('$(tasks.a.results.text)', 'yes') },
      { name: 'other', when: when('$(tasks.a.results.text)', 'text') },
    ])
    const { tasks } = await simulateRun(subject, scenario(subject, { a: { results: { text: 'yes' } } }), 1)
    expect(tasks.map(({ name, ran, whyNot }) => [name, ran, whyNot])).toEqual([
      ['a', true, undefined],
      ['sample', true, undefined],
      ['given', true, undefined],
      ['other', false, 'its when is false'],
    ])
  })

  it('cancels the run when it is told to', async () => {
    const subject = await pipeline([{ name: 'a' }, { name: 'b', runAfter: ['a'] }])
    const slow = { a: { duration: exactly(600) } }
    const outcome = await simulateRun(subject, scenario(subject, slow, { cancelAt: 30_000 }), 1)
    expect(outcome).toMatchObject({ phase: 'Cancelled', violations: [] })
    expect(outcome.lasted).toBeLessThan(90_000)
    expect(outcome.tasks.map(({ phase }) => phase)).toEqual(['Cancelled', 'Cancelled'])
  })
})
