import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Plan } from '../../../../lib/core/plan.ts'
import { tekton } from '../../../../lib/dialects/tekton/tekton.ts'
import { readDocuments } from '../../../../lib/dialects/yaml/read.ts'
import { root } from '../../../house/source-files.ts'
import { judge } from '../judge.ts'

const folder = process.env.TEKTON_EXAMPLES ?? resolve(root, '../shared/conformance/tekton')
const isThere = existsSync(folder)
if (!isThere)
  console.log(`Tekton's examples are not looked at: there is no folder ${folder} (TEKTON_EXAMPLES names another)`)

const within = (path: string, names: string): string[] => names.split(' ').map((name) => `${path}/${name}.yaml`)

/** Ordinary pipelines and tasks, which must run as they are. */
const mustCompile = [
  ...within(
    'pipelineruns',
    `pipelinerun-with-params pipelinerun-with-pipelinespec pipelinerun-with-pipelinespec-and-taskspec
pipelinerun-with-when-expressions pipelinerun-with-final-results pipelinerun-with-extra-params
pipelinerun-with-parallel-tasks-using-pvc pipelinerun-task-execution-status pipelinerun-array-results-substitution
pipelinerun-param-array-indexing pipelinerun-using-parameterized-subpath-of-workspace task_results_example
workspace-from-volumeclaimtemplate optional-workspaces mapping-workspaces workspaces-projected
propagating_params_in_pipeline propagating_params_with_scope_precedence propagating-workspaces-in-pipelines
propagating_results_implicit_resultref beta/pipelinerun-with-matrix beta/pipelinerun-with-matrix-and-results
beta/pipelinerun-with-matrix-array-references beta/pipelinerun-with-matrix-context-variables
beta/pipelinerun-with-matrix-emitting-results beta/pipelinerun-with-matrix-include-explicit
beta/pipeline-emitting-results beta/pipeline-with-when-expressions-using-array-results`.replaceAll('\n', ' '),
  ),
  ...within(
    'taskruns',
    `array-default custom-volume default_task_params home-is-set home-volume ignore-step-error optional-workspaces
run-steps-as-non-root secret-env secret-env-from secret-volume-params sidecar-interp sidecar-ready sidecar-ready-script
step-script steptemplate-env-merge unnamed-steps workingdir workspace-readonly workspace-volume
workspace-with-volumeClaimTemplate beta/emit-array-results beta/propagated-object-parameters`.replaceAll('\n', ' '),
  ),
]

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

const files = isThere
  ? readdirSync(folder, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
  : []

const look = (file: string) => {
  const text = readFileSync(join(folder, file), 'utf8')
  const { diagnostics, plans } = judge(text)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const kinds = readDocuments(text, file).documents.map(({ value }) => (value as { kind: string }).kind)
  return { errors, plans, runs: kinds.filter((kind) => tekton.runs.includes(kind)).length }
}

describe.skipIf(!isThere)('an example of Tekton', () => {
  it.each(mustCompile)('%s, which must run, is there and is not among the refused', (file) => {
    expect(files).toContain(file)
    expect(Object.keys(refused)).not.toContain(file)
  })

  it.each(files.filter((file) => !Object.hasOwn(refused, file)))(
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
