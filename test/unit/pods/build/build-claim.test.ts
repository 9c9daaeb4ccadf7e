import { describe, expect, it } from 'vitest'
import { RunSettings } from '../../../../lib/core/settings.ts'
import { buildClaim } from '../../../../lib/pods/build/build-claim.ts'
import { claim, planOf, runId } from './example-plan.ts'

describe('buildClaim', () => {
  it('makes the claim as its author wrote it, marked as the run’s', () => {
    const written = { ...claim('run-pvc', 'ReadWriteOnce'), labels: { team: 'a', 'managed-by': 'x' } }
    const settings = RunSettings.parse({ installation: 'blue' })
    const plan = planOf({}, [written])
    expect(buildClaim({ plan, claim: 0, runId, nonce: 'c0ffee', namespace: 'builds', settings })).toEqual({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: 'run-pvc',
        namespace: 'builds',
        labels: {
          team: 'a',
          'app.kubernetes.io/managed-by': 'millrace',
          'millrace.dev/installation': 'blue',
          'millrace.dev/run': runId,
        },
        annotations: { 'millrace.dev/nonce': 'c0ffee' },
      },
      spec: written.spec,
    })
  })
})
