import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { root } from '../house/source-files.ts'

/** Examples of Tekton itself, which are not part of this repository. */
const folder = process.env['MILLRACE_CONFORMANCE'] ?? resolve(root, '../shared/conformance/tekton')

/** Why they are not run; undefined where they are there. */
export const missing = existsSync(join(folder, 'CLASSES.tsv'))
  ? undefined
  : `Tekton's examples are not run: ${folder} has no CLASSES.tsv (MILLRACE_CONFORMANCE names another folder)`

/** Their paths in the folder, in the order of their names. */
export const examples: readonly string[] =
  missing === undefined
    ? readFileSync(join(folder, 'CLASSES.tsv'), 'utf8')
        .split('\n')
        .flatMap((line) => line.split('\t')[0] || [])
        .sort()
    : []

export const textOfExample = (example: string): string => readFileSync(join(folder, example), 'utf8')

const within = (path: string, names: string): string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `${path}/${name}.yaml`)

/** Ordinary pipelines and tasks, which have to run as they are. */
export const mustRun: readonly string[] = [
  ...within(
    'pipelineruns',
    `pipelinerun-with-params pipelinerun-with-pipelinespec pipelinerun-with-pipelinespec-and-taskspec
    pipelinerun-with-when-expressions pipelinerun-with-final-results pipelinerun-with-extra-params
    pipelinerun-with-parallel-tasks-using-pvc pipelinerun-task-execution-status pipelinerun-array-results-substitution
    pipelinerun-param-array-indexing pipelinerun-using-parameterized-subpath-of-workspace task_results_example
    workspace-from-volumeclaimtemplate optional-workspaces mapping-workspaces workspaces-projected
    propagating_params_in_pipeline propagating_params_with_scope_precedence propagating-workspaces-in-pipelines
    propagating_results_implicit_resultref`,
  ),
  ...within(
    'pipelineruns/beta',
    `pipelinerun-with-matrix pipelinerun-with-matrix-and-results pipelinerun-with-matrix-array-references
    pipelinerun-with-matrix-context-variables pipelinerun-with-matrix-emitting-results
    pipelinerun-with-matrix-include-explicit pipeline-emitting-results
    pipeline-with-when-expressions-using-array-results`,
  ),
  ...within(
    'taskruns',
    `array-default custom-volume default_task_params home-is-set home-volume ignore-step-error optional-workspaces
    run-steps-as-non-root secret-env secret-env-from secret-volume-params sidecar-interp sidecar-ready
    sidecar-ready-script step-script steptemplate-env-merge unnamed-steps workingdir workspace-readonly workspace-volume
    workspace-with-volumeClaimTemplate beta/emit-array-results beta/propagated-object-parameters`,
  ),
]

/** Of those that do not run for another reason than that something is not built: why. */
export const remarks: Readonly<Record<string, string>> = {
  'pipelineruns/no-ci/compressed-results-pipeline.yaml':
    'its first task names result files by a shell variable, which nothing fills in, so that it leaves no results',
  'taskruns/beta/large-task-result.yaml':
    'its results are larger than the kubelet hands over; by reference is not built',
  'taskruns/entrypoint-resolution.yaml': 'no registry is asked for what an image runs',
  'taskruns/step-by-digest.yaml': 'no registry is asked for what an image runs',
}
