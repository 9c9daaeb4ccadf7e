import { describe, expect, it } from 'vitest'
import { auditStrays } from '../../../../lib/core/audit/audit-objects.ts'
import { auditRun } from '../../../../lib/core/audit/audit-run.ts'
import type { SeenClaim, SeenPod } from '../../../../lib/core/audit/facts.ts'
import { close, factsOf, succeededRun } from '../../../support/audited-run.ts'
import { planOf } from '../../../support/plan.ts'
import { nonce, runId, startedRun } from '../../../support/run-under-test.ts'

const spec = { accessModes: ['ReadWriteOnce'] }
const plan = planOf(
  { a: { retry: { limit: 1 } }, b: { needs: ['a'] } },
  {
    claims: [
      { name: 'work', spec, keep: 'run' },
      { name: 'kept', spec, keep: 'forever' },
      { name: 'theirs', spec, keep: 'run', existing: true },
    ],
  },
)
const podOf = (task: number, attempt: number, more: Partial<SeenPod> = {}): SeenPod => ({
  namespace: 'default',
  name: `pod-${task}-${attempt}`,
  uid: `uid-${task}-${attempt}`,
  nonce,
  task,
  attempt,
  held: true,
  deleting: false,
  ...more,
})
const claimOf = (name: string, more: Partial<SeenClaim> = {}): SeenClaim => ({
  namespace: 'default',
  name,
  uid: `uid-${name}`,
  nonce,
  deleting: false,
  ...more,
})
const removal = { type: 'pod.remove', namespace: 'default', name: 'pod-0-0', uid: 'uid-0-0' }

describe('the audit of the objects of a run that the store does not know', () => {
  const of = (objects: { pods?: SeenPod[]; claims?: SeenClaim[] }) =>
    auditRun({ runId, now: 0, entries: [], ...objects })

  it('removes a pod that has the finalizer, which Millrace alone makes', () => {
    expect(of({ pods: [podOf(0, 0)] })).toEqual([
      {
        code: 'PodWithoutRun',
        runId,
        object: 'pod default/pod-0-0',
        message: 'the store does not know its run',
        repair: removal,
      },
    ])
  })

  it('only reports a pod without it, and not one that is on its way out', () => {
    const [found, ...others] = of({
      pods: [podOf(0, 0, { held: false }), podOf(0, 1, { held: false, deleting: true })],
    })
    expect(found).toMatchObject({ code: 'PodWithoutRun' })
    expect(found).not.toHaveProperty('repair')
    expect(others).toEqual([])
  })

  it('only reports a claim, for the data in it, and not one that is on its way out', () => {
    expect(of({ claims: [claimOf('work'), claimOf('gone', { deleting: true })] })).toEqual([
      {
        code: 'ClaimWithoutRun',
        runId,
        object: 'claim default/work',
        message: 'the store does not know its run; it may hold data, so delete it yourself if nobody needs it',
      },
    ])
  })

  it('knows objects that name no run at all', () => {
    expect(auditStrays(undefined, { pods: [podOf(0, 0)], claims: [claimOf('work')] })).toMatchObject([
      { code: 'PodWithoutRun', runId: undefined, repair: removal },
      { code: 'ClaimWithoutRun', runId: undefined },
    ])
    expect(auditStrays(undefined, {})).toEqual([])
  })
})

describe('the audit of pods', () => {
  const retried = () => {
    const run = startedRun(plan)
    run.sees('a', 'failed', { exitCode: 1 })
    return run
  }
  const strange: [string, Partial<SeenPod>, string][] = [
    ['another nonce', { nonce: 'other' }, 'it does not carry the nonce of its run'],
    ['no attempt', { attempt: undefined }, 'its name and its labels do not say which attempt it is'],
    ['no task', { task: undefined }, 'its name and its labels do not say which attempt it is'],
    ['an attempt to come', { attempt: 2 }, 'its run has had no attempt 2 of task 0'],
    ['a task that has not begun', { task: 1 }, 'its run has had no attempt 0 of task 1'],
    ['a task that is none', { task: 9 }, 'its run has had no attempt 0 of task 9'],
  ]

  it('finds nothing in those of attempts that were and are', () => {
    const pods = [podOf(0, 0), podOf(0, 1, { deleting: true })]
    expect(auditRun({ ...factsOf(retried()), pods })).toEqual([])
  })

  it.each(strange)('only reports one of an open run that is of no attempt: %s', (_, change, message) => {
    const pods = [podOf(0, 0, change)]
    expect(auditRun({ ...factsOf(retried()), pods })).toEqual([
      { code: 'PodWithoutAttempt', runId, object: 'pod default/pod-0-0', message },
    ])
  })

  it('removes one of a closed run that is of no attempt, if it has the finalizer', () => {
    const facts = factsOf(close(succeededRun(plan)))
    const of = (pod: SeenPod) => auditRun({ ...facts, pods: [pod] })
    expect(of(podOf(0, 0, { nonce: 'other' }))).toMatchObject([{ code: 'PodWithoutAttempt', repair: removal }])
    expect(of(podOf(0, 0, { nonce: 'other', held: false }))[0]).not.toHaveProperty('repair')
  })

  it('removes every other one of a closed run', () => {
    const facts = factsOf(close(succeededRun(plan)))
    const of = (pod: SeenPod) => auditRun({ ...facts, pods: [pod] })
    expect(of(podOf(0, 0))).toEqual([
      {
        code: 'PodLeft',
        runId,
        object: 'pod default/pod-0-0',
        message: 'its run is closed, and it still has its finalizer',
        repair: removal,
      },
    ])
    expect(of(podOf(0, 0, { held: false }))).toMatchObject([{ message: 'its run is closed', repair: removal }])
    expect(of(podOf(0, 0, { deleting: true }))).toMatchObject([{ code: 'PodLeft' }])
    expect(of(podOf(0, 0, { held: false, deleting: true }))).toEqual([])
  })

  it('finds a second one of the same attempt', () => {
    const pods = [podOf(0, 0), podOf(0, 0, { name: 'other' }), podOf(0, 1)]
    expect(auditRun({ ...factsOf(retried()), pods })).toEqual([
      {
        code: 'PodDuplicated',
        runId,
        object: 'pod default/other',
        message: 'its attempt has another one: pod default/pod-0-0',
      },
    ])
  })
})

describe('the audit of claims', () => {
  const open = factsOf(startedRun(plan))
  const closed = factsOf(close(succeededRun(plan)))

  it('finds nothing in those that an open run has made, nor in those that outlive it', () => {
    expect(auditRun({ ...open, claims: [claimOf('work'), claimOf('kept')] })).toEqual([])
    expect(auditRun({ ...closed, claims: [claimOf('kept'), claimOf('work', { deleting: true })] })).toEqual([])
  })

  it('removes one that should have gone with its run', () => {
    expect(auditRun({ ...closed, claims: [claimOf('work')] })).toEqual([
      {
        code: 'ClaimLeft',
        runId,
        object: 'claim default/work',
        message: 'its run is closed, and keeps no claim of this name',
        repair: { type: 'claim.remove', namespace: 'default', name: 'work', uid: 'uid-work' },
      },
    ])
  })

  it.each([claimOf('other'), claimOf('theirs'), claimOf('work', { nonce: 'other' })])(
    'only reports one that the run has not made: %j',
    (claim) => {
      for (const facts of [open, closed]) {
        const [found] = auditRun({ ...facts, claims: [claim] })
        expect(found).toMatchObject({ code: 'ClaimWithoutRun', object: `claim default/${claim.name}` })
        expect(found).not.toHaveProperty('repair')
      }
    },
  )
})
