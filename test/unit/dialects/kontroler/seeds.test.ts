import { describe, expect, it } from 'vitest'
import { brief, judge, planOf } from '../judge.ts'

const run = (dagName: string) => `
---
apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagRun
metadata:
  name: run
spec:
  dagName: ${dagName}
`

const errors = (text: string) =>
  judge(text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code}: ${message}`)

const dagExample = `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: dag-example
spec:
  parameters:
    - name: param1
      defaultValue: value
  task:
    - name: "task1"
      command: ["..."] # Direct task definition
    - name: "task2"
      taskRef: # Reference to a DagTask
        name: "shared-task"
        version: 1
`

const sharedTask = `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagTask
metadata:
  name: shared-task
spec:
  command: ["..."]
  image: "alpine:latest"
  parameters:
    - param1 # Parameters this task accepts
  podTemplate: # Kubernetes pod configuration
    resources:
      requests:
        memory: "64Mi"
`

const sampleRun = `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagRun
name: dagrun-sample5
spec:
  dagName: dag-sample1 # Reference to the DAG to execute
  parameters: # Optional: Override default parameters
    - name: first
      fromSecret: secret-name-new # Use value from a Kubernetes secret
    - name: second
      value: value_new # Direct value override
`

const reuse = `# Define a reusable task
apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagTask
metadata:
  name: process-data
spec:
  command: ["python"]
  args: ["-c", "print('Processing data')"]
  image: "python:3.9"
  parameters:
    - inputPath
    - outputPath
  podTemplate:
    resources:
      requests:
        memory: "256Mi"
        cpu: "500m"
---
# Use the task in multiple DAGs
apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: workflow1
spec:
  parameters:
    - name: inputPath
      defaultValue: "/data/input1"
    - name: outputPath
      defaultValue: "/data/output1"
  task:
    - name: "process1"
      taskRef:
        name: "process-data"
        version: 1
---
apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: workflow2
spec:
  parameters:
    - name: inputPath
      defaultValue: "/data/input2"
    - name: outputPath
      defaultValue: "/data/output2"
  task:
    - name: "process2"
      taskRef:
        name: "process-data"
        version: 1
`

const workspaceExample = `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata:
  name: workspace-example
spec:
  workspace:
    enable: true
    pvc:
      accessModes:
        - ReadWriteOnce
      resources:
        requests:
          storage: 1Gi
      storageClassName: standard
  task:
    - name: "write-data"
      command: ["sh", "-c"]
      args: ["echo 'Hello from task 1' > /workspace/message.txt"]
    
    - name: "read-data"
      command: ["sh", "-c"]
      args: ["cat /workspace/message.txt"]
      runAfter: ["write-data"]
`

describe("Kontroler's published documents", () => {
  it('a DagTask without backoff and conditional is taken as it is', () => {
    expect(judge(sharedTask).diagnostics).toEqual([])
  })

  it('the DAG example lacks an image, and its tasks are not connected', () => {
    expect(errors(`${sharedTask}---\n${dagExample}`)).toEqual([
      'MissingImage: task "task1" has no image',
      'DisconnectedTasks: not all tasks are connected: "task2" and "task1" have nothing to do with each other',
    ])
  })

  it('the DAG example compiles once it has both', () => {
    const complete = dagExample
      .replace('command: ["..."]', 'image: alpine\n      command: ["..."]')
      .replace('version: 1', 'version: 1\n      runAfter: [task1]')
    const plan = planOf(`${sharedTask}---\n${complete}${run('dag-example')}`)
    expect(plan.pods[1]!.steps[0]!.container).toEqual({
      name: 'task2',
      image: 'alpine:latest',
      command: ['...'],
      env: [{ name: 'param1', value: 'value' }],
      resources: { requests: { memory: '64Mi' } },
    })
  })

  it('the DagRun example has its name outside of its metadata', () => {
    expect(brief(judge(sampleRun).diagnostics)).toEqual(['MissingField 1:1', 'UnknownField 3:1'])
    expect(errors(sampleRun)).toEqual(['MissingField: metadata is missing', 'UnknownField: unknown field "name"'])
  })

  it.each(['workflow1', 'workflow2'])('the reused DagTask runs in %s', (name) => {
    const plan = planOf(`${reuse}${run(name)}`)
    const number = name.at(-1)
    expect(plan.tasks.map((task) => task.name)).toEqual([`process${number}`])
    expect(plan.pods[0]!.steps).toEqual([
      {
        container: {
          name: `process${number}`,
          image: 'python:3.9',
          command: ['python'],
          args: ['-c', "print('Processing data')"],
          env: [
            { name: 'inputPath', value: `/data/input${number}` },
            { name: 'outputPath', value: `/data/output${number}` },
          ],
          resources: { requests: { memory: '256Mi', cpu: '500m' } },
        },
      },
    ])
  })

  it('the workspace example lacks images, and compiles once it has them', () => {
    expect(errors(workspaceExample)).toEqual([
      'MissingImage: task "write-data" has no image',
      'MissingImage: task "read-data" has no image',
    ])
    const plan = planOf(
      `${workspaceExample.replaceAll('command:', 'image: busybox\n      command:')}${run('workspace-example')}`,
    )
    expect(plan.claims).toEqual([
      {
        name: 'run-pvc',
        keep: 'run',
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
          storageClassName: 'standard',
        },
      },
    ])
    expect(plan.pods.map(({ workspaces }) => workspaces)).toEqual([
      [{ claim: 0, mountPath: '/workspace' }],
      [{ claim: 0, mountPath: '/workspace' }],
    ])
    expect(plan.tasks[1]!.needs).toEqual([0])
  })
})
