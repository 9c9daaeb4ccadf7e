import { describe, expect, it } from 'vitest'
import { sidecarContainerNames, stepContainerNames } from '../../../lib/pods/step-container-names.ts'
import { step } from './build/example-plan.ts'

describe('the containers whose logs are a task’s', () => {
  it('are those of its steps, and of its sidecars if it has any', () => {
    const pod = { steps: [step({ name: 'step-a' }), step({ name: 'step-b' })], sidecars: [step({ name: 'sidecar-x' })] }
    expect(stepContainerNames(pod)).toEqual(['step-a', 'step-b'])
    expect(sidecarContainerNames(pod)).toEqual(['sidecar-x'])
    expect(sidecarContainerNames({})).toEqual([])
  })
})
