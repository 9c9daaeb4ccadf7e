import { describe, expect, it } from 'vitest'
import { type ErrorCode, MillraceError } from '../../../lib/core/error.ts'
import { podQueryLabels } from '../../../lib/pods/labels.ts'
import { memoryWorld } from '../../support/memory-world.ts'
import { planOf } from '../../support/plan.ts'
import { runId } from '../../support/run-under-test.ts'

const plan = planOf({ a: { retry: { limit: 3 } } })

/** A world whose API refuses the first creates with these errors. */
const worldThatAnswers = (errors: MillraceError[]) => {
  let asked = 0
  const world = memoryWorld({
    cluster: (inner) => ({
      ...inner,
      createPod: async (pod) => {
        const error = errors[asked]
        asked += 1
        if (error) throw error
        return inner.createPod(pod)
      },
    }),
  })
  return { world, asked: () => asked }
}

describe('create-errors', () => {
  it.each<ErrorCode>(['Unavailable', 'QuotaExceeded', 'Unauthorized'])(
    'tries again after %s, and consumes no attempt',
    async (code) => {
      const error = new MillraceError(code, 'not now')
      const { world, asked } = worldThatAnswers([error, error])
      await world.start(runId, plan)
      const state = await world.untilClosed(runId, plan)
      expect(state.tasks[0]).toMatchObject({ phase: 'Succeeded', attempt: 0, failures: 0, disruptions: 0 })
      expect(asked()).toBe(3)
      expect(world.log.lines.filter((line) => line.startsWith('warn message postponed'))).not.toEqual([])
      expect(await world.queues.deadLetters(10)).toEqual([])
      await world.stop()
    },
  )

  it.each<ErrorCode>(['Forbidden', 'Invalid', 'NamespaceGone'])(
    'fails the task after %s with the API’s message, and does not retry',
    async (code) => {
      const message = 'pods is forbidden: exceeded what the API allows'
      const { world, asked } = worldThatAnswers([new MillraceError(code, message)])
      await world.start(runId, plan)
      const state = await world.untilClosed(runId, plan)
      expect(state.tasks[0]).toMatchObject({ phase: 'Failed', reason: code, message, attempt: 0 })
      expect(state.phase).toBe('Failed')
      expect(asked()).toBe(1)
      await world.stop()
    },
  )

  it('creates the other pods of a message whose first one is refused for now', async () => {
    const wide = planOf({ a: {}, b: {}, c: {} })
    const { world } = worldThatAnswers([new MillraceError('Unavailable', '429')])
    await world.start(runId, wide)
    await world.clock.advance(100)
    const { pods } = await world.cluster.listPods({ labels: podQueryLabels('test') })
    expect(new Set(pods.map(({ metadata }) => metadata.labels?.['millrace.dev/task']))).toEqual(new Set(['b', 'c']))
    expect((await world.untilClosed(runId, wide)).phase).toBe('Succeeded')
    await world.stop()
  })

  it('fails a task whose pod would break a limit of Kubernetes before it asks the API', async () => {
    const huge = planOf({ a: {} })
    huge.pods[0]!.annotations = { large: 'x'.repeat(256 * 1024) }
    const { world, asked } = worldThatAnswers([])
    await world.start(runId, huge)
    const state = await world.untilClosed(runId, huge)
    expect(state.tasks[0]).toMatchObject({ phase: 'Failed', reason: 'Invalid' })
    expect(state.tasks[0]?.message).toContain('task "a"')
    expect(asked()).toBe(0)
    await world.stop()
  })
})
