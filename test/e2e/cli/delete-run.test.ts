import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyFolder, fileIn, millrace, start } from './millrace.ts'

const claim = 'volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}}'
const pipelineRun = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: keeps}
spec:
  workspaces: [{name: data, ${claim}}]
  pipelineSpec:
    workspaces: [{name: data}]
    tasks:
      - name: a
        workspaces: [{name: w, workspace: data}]
        taskSpec:
          workspaces: [{name: w}]
          steps: [{name: main, image: alpine, script: 'echo kept > $(workspaces.w.path)/file'}]
`

/** A folder in which a run has left a claim, and how many volumes there are in it. */
const afterRun = async () => {
  const folder = emptyFolder()
  expect((await millrace(folder, 'run', '-f', fileIn(folder, 'keeps.yaml', pipelineRun))).code).toBe(0)
  const volumes = (): number => readdirSync(join(folder, 'data', 'cluster', 'volumes')).length
  expect(volumes()).toBe(1)
  return { folder, volumes }
}

describe('delete run', () => {
  it('deletes the claim that the run has made, where nobody hosts the folder', async () => {
    const { folder, volumes } = await afterRun()
    const deleted = await millrace(folder, 'delete', 'run', 'keeps')
    expect(deleted).toEqual({ code: 0, stdout: 'run/keeps deleted\n', stderr: '' })
    expect(volumes()).toBe(0)
    expect(readdirSync(join(folder, 'data', 'cluster', 'pods'))).toEqual([])
    expect(await millrace(folder, 'fsck')).toMatchObject({ code: 0, stderr: expect.stringMatching(/0 findings/) })
  })

  it('asks the process that hosts the folder', async () => {
    const { folder } = await afterRun()
    const dev = start(folder, ['dev'])
    await dev.shows(/ready/)
    expect((await millrace(folder, 'get', 'persistentvolumeclaims', '-o', 'json')).stdout).toContain('"pvc-')
    expect((await millrace(folder, 'delete', 'run', 'keeps')).code).toBe(0)
    expect((await millrace(folder, 'get', 'persistentvolumeclaims', '-o', 'json')).stdout).not.toContain('"pvc-')
    dev.process.kill('SIGTERM')
    expect((await dev.ended).code).toBe(0)
  })
})
