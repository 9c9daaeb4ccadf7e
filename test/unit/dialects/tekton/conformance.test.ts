import { describe, expect, it } from 'vitest'
import { Plan } from '../../../../lib/core/plan.ts'
import { tekton } from '../../../../lib/dialects/tekton/tekton.ts'
import { readDocuments } from '../../../../lib/dialects/yaml/read.ts'
import { examples, missing, mustRun, textOfExample } from '../../../support/tekton-examples.ts'
import { judge } from '../judge.ts'

if (missing !== undefined) console.log(missing)

/** What Millrace does not carry out yet, in its own words. */
const refused: Record<string, string[]> = {
  'pipelineruns/alpha/consume-artifacts-from-task.yaml': ['artifacts are not supported yet'],
  'pipelineruns/alpha/param-enum.yaml': ['enum of a param is not supported yet'],
  'pipelineruns/alpha/pipelines-in-pipelines-ref.yaml': ['pipelines in pipelines are not supported yet'],
  'pipelineruns/alpha/pipelines-in-pipelines.yaml': ['pipelines in pipelines are not supported yet'],
  'pipelineruns/stepaction-params.yaml': ['StepActions are not supported yet'],
  'taskruns/alpha/step-stream-volumes.yaml': ['stderrConfig is not supported yet', 'stdoutConfig is not supported yet'],
  'taskruns/alpha/stepaction-when.yaml': [
    'StepActions are not supported yet',
    'results of steps are not supported yet',
    'when of a step is not supported yet',
  ],
  'taskruns/alpha/task-artifacts.yaml': ['artifacts are not supported yet'],
  'taskruns/beta/workspace-isolation.yaml': [
    'workspaces of single sidecars are not supported yet',
    'workspaces of single steps are not supported yet',
  ],
  'taskruns/no-ci/limitrange.yaml': ['the kind "LimitRange" is not applied'],
  'taskruns/stepaction-passing-results.yaml': [
    'StepActions are not supported yet',
    'results of steps are not supported yet',
  ],
  'taskruns/stepaction.yaml': ['StepActions are not supported yet'],
}

const look = (file: string) => {
  const text = textOfExample(file)
  const { diagnostics, plans } = judge(text)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const kinds = readDocuments(text, file).documents.map(({ value }) => (value as { kind: string }).kind)
  return { errors, plans, runs: kinds.filter((kind) => tekton.runs.includes(kind)).length }
}

describe.skipIf(missing !== undefined)('an example of Tekton', () => {
  it.each(mustRun)('%s, which must run, is there and is not among the refused', (file) => {
    expect(examples).toContain(file)
    expect(Object.keys(refused)).not.toContain(file)
  })

  it.each(examples.filter((file) => !Object.hasOwn(refused, file)))(
    '%s compiles to a plan for each of its runs',
    (file) => {
      const { errors, plans, runs } = look(file)
      expect(errors).toEqual([])
      expect(plans).toHaveLength(runs)
      expect(runs).toBeGreaterThan(0)
      for (const plan of plans) expect(Plan.parse(plan)).toEqual(plan)
    },
  )

  it.each(Object.entries(refused))('%s is refused: %j', (file, reasons) => {
    const { errors } = look(file)
    expect([...new Set(errors.map(({ message }) => message))].sort()).toEqual(reasons)
  })
})
