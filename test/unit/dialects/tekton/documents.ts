/** A step that does nothing of interest. */
export const image = '{image: alpine, command: [ls]}'

export const taskRun = (spec: string): string =>
  `apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: it}\nspec:\n${spec}\n`

/** A TaskRun of a Task with these fields, in flow style. */
export const inTask = (fields: string): string => taskRun(`  taskSpec: {${fields}}`)

/** A PipelineRun of a pipeline with these tasks, in flow style, and further fields of the run. */
export const ofTasks = (tasks: readonly string[], ...fields: string[]): string =>
  `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: it}
spec:
${fields.map((field) => `  ${field}\n`).join('')}  pipelineSpec:
    tasks:
${tasks.map((task) => `      - ${task}\n`).join('')}`
