import { describe, expect, it } from 'vitest'
import type { Claim, Pod } from '../../../lib/core/kubernetes.ts'
import { RunSettings } from '../../../lib/core/settings.ts'
import { buildClaim } from '../../../lib/pods/build/build-claim.ts'
import { podName } from '../../../lib/pods/name.ts'
import { isOurClaim, isSameAttempt } from '../../../lib/pods/ownership.ts'
import { build, claim, planOf, runId } from './build/example-plan.ts'

const mine = { installation: 'default', runId, task: 0, attempt: 0, nonce: 'c0ffee' }
const settings = RunSettings.parse({})
const claimOfRun = (): Claim =>
  buildClaim({ plan: planOf({}, [claim('a')]), claim: 0, runId, nonce: 'c0ffee', namespace: 'builds', settings })

const strangers: [string, (object: Pod | Claim) => unknown][] = [
  ['another installation', ({ metadata }) => (metadata.labels!['millrace.dev/installation'] = 'blue')],
  ['another run', ({ metadata }) => (metadata.labels!['millrace.dev/run'] = 'x')],
  ['another nonce', ({ metadata }) => (metadata.annotations!['millrace.dev/nonce'] = 'x')],
  ['nobody', ({ metadata }) => delete metadata.labels],
  ['a person', ({ metadata }) => delete metadata.annotations],
]

describe('isSameAttempt', () => {
  it('knows the pod that it built', () => {
    expect(isSameAttempt(build({}), mine)).toBe(true)
  })

  it.each(strangers)('refuses a pod of %s', (_title, change) => {
    const pod = build({})
    change(pod)
    expect(isSameAttempt(pod, mine)).toBe(false)
  })

  it('refuses a pod of another task or attempt', () => {
    expect(isSameAttempt(build({}, [], { attempt: 1 }), mine)).toBe(false)
    const pod = build({})
    pod.metadata.name = podName({ runId, task: 1, taskName: 'compile', attempt: 0 })
    expect(isSameAttempt(pod, mine)).toBe(false)
  })
})

describe('isOurClaim', () => {
  it('knows the claim that it built', () => {
    expect(isOurClaim(claimOfRun(), mine)).toBe(true)
  })

  it.each(strangers)('refuses a claim of %s', (_title, change) => {
    const other = claimOfRun()
    change(other)
    expect(isOurClaim(other, mine)).toBe(false)
  })
})
