import { checkDocument } from '../../../lib/dialects/check-document.ts'
import { readDocuments } from '../../../lib/dialects/yaml/read.ts'

const step = '{image: alpine, command: [ls]}'
const tekton = (kind: string, spec: string, version = 'tekton.dev/v1'): string =>
  `{apiVersion: ${version}, kind: ${kind}, metadata: {name: it}, spec: ${spec}}`
const ofStep = (fields: string): string =>
  tekton('Task', `{workspaces: [{name: w}], steps: [{image: alpine, ${fields}}]}`)
const ofTask = (fields: string): string => tekton('Pipeline', `{tasks: [{name: a, ${fields}}]}`)
const taskRun = (fields: string): string => tekton('TaskRun', `{taskSpec: {steps: [${step}]}, ${fields}}`)
const pipelineRun = (fields: string): string =>
  tekton('PipelineRun', `{pipelineSpec: {tasks: [{name: a, taskSpec: {steps: [${step}]}}]}, ${fields}}`)

/** What Tekton has and Millrace does not carry out yet, each in a document of its own. */
const documents: Readonly<Record<string, string>> = {
  StepActions: tekton('StepAction', step, 'tekton.dev/v1beta1'),
  '`ref` of a step': tekton('Task', '{steps: [{ref: {name: a}}]}'),
  '`when` of a step': ofStep('command: [ls], when: [{input: a, operator: in, values: [a]}]'),
  '`results` of a step': ofStep('command: [ls], results: [{name: r}]'),
  'results of a task that a step gives': tekton(
    'Task',
    `{results: [{name: r, value: $(steps.a.results.r)}], steps: [${step}]}`,
  ),
  '`workspaces` of a step': ofStep('command: [ls], workspaces: [{name: w}]'),
  '`workspaces` of a sidecar': tekton(
    'Task',
    `{workspaces: [{name: w}], steps: [${step}], sidecars: [{image: alpine, command: [ls], workspaces: [{name: w}]}]}`,
  ),
  '`stdoutConfig` of a step': ofStep('command: [ls], stdoutConfig: {path: /out}'),
  '`stderrConfig` of a step': ofStep('command: [ls], stderrConfig: {path: /err}'),
  'artifacts of a step': ofStep('script: "echo $(step.artifacts.path)"'),
  'artifacts of a task': ofStep('script: "echo $(artifacts.path)"'),
  'artifacts of another task': ofTask(
    `params: [{name: p, value: "$(tasks.b.outputs.image)"}], taskRef: {name: t}}, {name: b, taskRef: {name: t}`,
  ),
  'scripts for Windows': ofStep('script: "#!win\\necho"'),
  'params with `enum`': tekton('Task', `{params: [{name: p, enum: [a]}], steps: [${step}]}`),
  'CEL in `when`': ofTask('taskRef: {name: t}, when: [{cel: "true"}]'),
  resolvers: ofTask('taskRef: {resolver: git, params: [{name: url, value: u}]}'),
  bundles: tekton('Pipeline', '{tasks: [{name: a, taskRef: {name: t, bundle: b}}]}', 'tekton.dev/v1beta1'),
  'a Task that a variable names': tekton(
    'Pipeline',
    '{params: [{name: p}], tasks: [{name: a, taskRef: {name: $(params.p)}}]}',
  ),
  'custom tasks by reference': ofTask('taskRef: {apiVersion: example.dev/v1, kind: Wait, name: w}'),
  'custom tasks written into a pipeline': ofTask('taskSpec: {apiVersion: example.dev/v1, kind: Wait, spec: {}}'),
  CustomRun: tekton('CustomRun', '{}', 'tekton.dev/v1beta1'),
  'pipelines in pipelines, by reference': ofTask('pipelineRef: {name: p}'),
  'pipelines in pipelines': ofTask(`pipelineSpec: {tasks: [{name: b, taskSpec: {steps: [${step}]}}]}`),
  '`taskRunSpecs`': pipelineRun('taskRunSpecs: [{pipelineTaskName: a}]'),
  '`stepSpecs`': taskRun('stepSpecs: [{name: a}]'),
  '`sidecarSpecs`': taskRun('sidecarSpecs: [{name: a}]'),
  '`debug`': taskRun('debug: {breakpoints: {onFailure: enabled}}'),
  'a TaskRun that begins with a `status`': taskRun('status: TaskRunCancelled'),
  'a PipelineRun that waits': pipelineRun('status: PipelineRunPending'),
  '`managedBy` another controller': pipelineRun('managedBy: example.dev/other'),
  'credentials from service accounts':
    '{apiVersion: v1, kind: Secret, metadata: {name: it, annotations: {tekton.dev/git-0: https://example.dev}}}',
  'defaults of a LimitRange': '{apiVersion: v1, kind: LimitRange, metadata: {name: it}, spec: {limits: []}}',
  'conditions (removed from Tekton)': tekton(
    'Pipeline',
    '{tasks: [{name: a, taskRef: {name: t}, conditions: [{conditionRef: c}]}]}',
    'tekton.dev/v1beta1',
  ),
  'PipelineResources (removed from Tekton)': tekton(
    'Task',
    `{resources: {inputs: [{name: a, type: git}]}, steps: [${step}]}`,
    'tekton.dev/v1beta1',
  ),
}

const errorsOf = (text: string): string[] => {
  const read = readDocuments(text, 'given.yaml')
  return [...read.diagnostics, ...read.documents.flatMap(checkDocument)].flatMap(({ severity, code, message }) =>
    severity === 'error' ? `${code}: ${message}` : [],
  )
}

export const notBuilt = Object.entries(documents).map(([feature, text]) => ({ feature, errors: errorsOf(text) }))
