import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../lib/core/kubernetes.ts'
import { Observation } from '../../../lib/core/observation.ts'
import { observe } from '../../../lib/pods/observe.ts'
import { build, step } from '../../unit/pods/build/example-plan.ts'

const time = fc.option(
  fc.constantFrom(
    '2026-11-21T06:00:00Z',
    '2026-11-21T06:00:09.123456Z',
    '1970-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
  ),
)
const text = fc.option(fc.constantFrom('', 'Error', 'Evicted', 'ContainerStatusUnknown', 'DeadlineExceeded'), {
  nil: undefined,
})
const state = fc.oneof(
  fc.record({ waiting: fc.record({ reason: text, message: text }) }),
  fc.record({ running: fc.record({ startedAt: time }) }),
  fc.record({
    terminated: fc.record({
      exitCode: fc.constantFrom(0, 0, 0, 1, 137, 255),
      reason: text,
      message: text,
      startedAt: time,
      finishedAt: time,
    }),
  }),
)
const statuses = (...names: string[]) =>
  fc.option(fc.tuple(...names.map((name) => fc.record({ name: fc.constant(name), state }))), { nil: undefined })
const status = fc.record(
  {
    phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'),
    reason: text,
    startTime: time,
    conditions: fc.array(
      fc.record({
        type: fc.constantFrom('PodScheduled', 'DisruptionTarget'),
        status: fc.constantFrom('True', 'False'),
        reason: text,
      }),
    ),
    initContainerStatuses: statuses('one'),
    containerStatuses: statuses('two'),
  },
  { requiredKeys: [] },
)

const built = build({ steps: [step({ name: 'one' }), step({ name: 'two' })], spec: { activeDeadlineSeconds: 9 } })
const podWith = (status: unknown): Pod => ({ ...built, status: status as Pod['status'] })

describe('observe', () => {
  it('makes a valid observation of any status', () => {
    fc.assert(
      fc.property(status, fc.boolean(), (status, gone) => {
        const seen = observe(podWith(status), { gone })!.observation
        expect(Observation.parse(JSON.parse(JSON.stringify(seen)))).toMatchObject({ task: 0, attempt: 0 })
      }),
    )
  })

  it('never calls a pod failed whose phase may still change, nor ended one that is merely gone', () => {
    fc.assert(
      fc.property(status, (status) => {
        const seen = observe(podWith(status))!.observation
        const gone = observe(podWith(status), { gone: true })!.observation
        if (seen.phase === 'failed') expect(status.phase).toBe('Failed')
        if (status.phase === 'Succeeded') expect(seen.phase).toBe('succeeded')
        expect(gone.phase).toBe(
          seen.phase === 'succeeded' || (seen.phase === 'failed' && !seen.disrupted) ? seen.phase : 'gone',
        )
      }),
    )
  })
})
