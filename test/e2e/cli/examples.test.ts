import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyFolder, millrace } from './millrace.ts'

const examples = new URL('../../../examples/', import.meta.url).pathname

/** What of the output every run of an example must have, besides that it succeeds. */
const expected: Record<string, RegExp[]> = {
  'build-with-workspace.yaml': [/\[sources\] add\.sh/, /\[test\] 3 tests passed/, /task +package +Succeeded/],
  'dag-with-dagtask.yaml': [/\[first\] Hello, world!/, /\[done\] everybody was greeted/],
  'fan-out-and-join.yaml': [/split ─┬─▶ sum-1 ─┐/, /\[join\] 1 \+ 2 \+ \.\.\. \+ 100 = 5050/],
  'parameters-and-secret.yaml': [/\[check\] the token has 28 characters/, /\[deploy\] deploying 2 replicas/],
  'retry-by-exit-code.yaml': [/task +flaky +Failed .*exit=75 attempt=1\/4/, /\[flaky #3\] attempt 3: done/],
  'tekton-pipeline.yaml': [/run +\S+ +Succeeded/],
  'tekton-sidecar.yaml': [/run +\S+ +Succeeded/],
}

describe('the examples', () => {
  it('are all here', () => {
    expect(readdirSync(examples).filter((name) => name.endsWith('.yaml'))).toEqual(Object.keys(expected).sort())
  })

  it.each(Object.entries(expected))(
    '%s runs, and shows its graph, its steps, its output and where its logs are',
    async (file, patterns) => {
      const folder = emptyFolder()
      const { code, stdout, stderr } = await millrace(folder, 'run', '-f', `${examples}${file}`, '--logs')
      expect(stderr).toMatch(/^note: images are not pulled; commands come from this machine\n/)
      expect({ code, stderr }).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/\nlogs: millrace logs \S+ TASK\n$/),
      })
      expect(stdout).toMatch(/^▶ \S+ {2}(DAG|Pipeline|PipelineRun|Task|TaskRun) \S+\n\n/)
      for (const pattern of [...patterns, /run +\S+ +Running\n/, /run +\S+ +Succeeded +\d/])
        expect(stdout).toMatch(pattern)
      const logs = await millrace(folder, 'logs', '@latest')
      expect(logs.code).toBe(0)
      for (const line of logs.stdout.trim().split('\n')) expect(stdout).toContain(line)
    },
  )
})
