import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refused } from '../../support/file-runs.ts'
import { type TektonWorld, tektonWorld } from './tekton-world.ts'

let world: TektonWorld
let names = 0
beforeAll(async () => {
  world = await tektonWorld()
})
afterAll(() => world?.stop())

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by))

/** A PipelineRun of tasks, each written as an element of the list, and of further fields of the pipeline. */
const pipelineRun = (tasks: string, more = '', fields = ''): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {generateName: results-}
spec:
${indented(fields, 2)}
  pipelineSpec:
${indented(more, 4)}
    tasks:
${indented(tasks, 6)}`

const script = (text: string, more = ''): string =>
  `taskSpec: {${more}${more && ', '}steps: [{name: main, image: alpine, script: ${JSON.stringify(text)}}]}`
const task = (name: string, text: string, more = ''): string => `- name: ${name}\n  ${script(text, more)}\n`
const oneResult = 'results: [{name: r}]'

const run = (text: string) => world.run(text, `results-${++names}`)
/** A run that is under way, and the name of its namespace. */
const begin = async (text: string) => world.submit(text, `results-${++names}`)

const large = (bytes: number) => `printf '%*s' ${bytes} x > $(results.r.path)`

describe('a result', () => {
  it('of 2 KB travels from task to task and out of the pipeline', async () => {
    const uses = task('b', 'printf %s "$(params.p)" | wc -c', 'params: [{name: p}]').replace(
      '  taskSpec',
      '  params: [{name: p, value: $(tasks.a.results.r)}]\n  taskSpec',
    )
    const seen = await run(
      pipelineRun(task('a', large(2_048), oneResult) + uses, 'results: [{name: all, value: $(tasks.a.results.r)}]'),
    )
    expect(seen.header).toMatchObject({ phase: 'Succeeded', reason: 'Succeeded' })
    expect((await seen.log('b', 'main')).trim()).toBe('2048')
    expect(seen.state.results).toEqual({ all: `${' '.repeat(2_047)}x` })
  })

  it('of 5 KB is refused, with the limit and what to do instead', async () => {
    const seen = await run(pipelineRun(task('a', large(5_120), oneResult)))
    expect(seen.header.phase).toBe('Failed')
    expect(seen.tasks['a']).toMatchObject({ phase: 'Failed', reason: 'ResultTooLarge' })
    expect(seen.tasks['a']!.message).toMatch(
      /^result "r" has 5120 bytes: encoded, .* the kubelet leaves \d+ for them\. Write what is large to a workspace/,
    )
  })

  it('of a task that failed reaches the final tasks', async () => {
    const final = `finally:
- name: last
  params:
    - {name: p, value: $(tasks.a.results.r)}
    - {name: status, value: $(tasks.a.status)}
    - {name: all, value: $(tasks.status)}
  ${script('echo "$(params.p) $(params.status) $(params.all)"', 'params: [{name: p}, {name: status}, {name: all}]')}`
    const seen = await run(pipelineRun(task('a', 'echo -n left > $(results.r.path)\nexit 7', oneResult), final))
    expect(seen.header).toMatchObject({
      phase: 'Failed',
      message: 'Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 0',
    })
    expect(seen.tasks['a']).toMatchObject({
      phase: 'Failed',
      reason: 'StepFailed',
      exitCode: 7,
      results: { r: 'left' },
    })
    expect(await seen.log('last', 'main')).toBe('left Failed Failed\n')
  })

  it('of the pipeline is left out where its task did not succeed', async () => {
    const results = 'results: [{name: a, value: $(tasks.a.results.r)}, {name: b, value: "b: $(tasks.b.results.r)"}]'
    const skipped = task('b', 'true', oneResult).replace(
      '  taskSpec',
      '  when: [{input: a, operator: notin, values: [a]}]\n  taskSpec',
    )
    const seen = await run(pipelineRun(task('a', 'echo -n one > $(results.r.path)', oneResult) + skipped, results))
    expect(seen.header).toMatchObject({ phase: 'Succeeded', reason: 'Completed' })
    expect(seen.state.results).toEqual({ a: 'one' })
  })

  it('of the pipeline that its task should have left and has not fails the run', async () => {
    const results = 'results: [{name: out, value: $(tasks.a.results.r)}]'
    const seen = await run(pipelineRun(task('a', 'true', oneResult), results))
    expect(seen.tasks['a']!.phase).toBe('Succeeded')
    expect(seen.header).toMatchObject({ phase: 'Failed', reason: 'CouldntGetPipelineResult' })
  })
})

describe('a step with neither script nor command', () => {
  it('is refused where something has to happen around it', async () => {
    const text = pipelineRun('- {name: a, taskSpec: {steps: [{image: alpine, args: [ls], onError: continue}]}}\n')
    await expect(run(text)).rejects.toThrow(Refused)
    await expect(run(text)).rejects.toThrow(
      /MissingCommand: a step has neither a script nor a command, so its onError cannot be carried out/,
    )
  })

  it('runs where nothing has', async () => {
    const seen = await run(
      pipelineRun('- {name: a, taskSpec: {steps: [{name: main, image: alpine, args: [echo, hello]}]}}\n'),
    )
    expect(seen.header.phase).toBe('Succeeded')
    expect(await seen.log('a', 'main')).toBe('hello\n')
  })

  it('is refused where another step reads its exit code', async () => {
    const read = '{name: second, image: alpine, script: "cat $(steps.step-main.exitCode.path)"}'
    const steps = `[{name: main, image: alpine, args: [ls]}, ${read}]`
    await expect(run(pipelineRun(`- {name: a, taskSpec: {steps: ${steps}}}\n`))).rejects.toThrow(
      /MissingCommand: the step "main" has neither a script nor a command, so its exit code cannot be read/,
    )
  })

  it('leaves no results when it fails', async () => {
    const steps = `[{name: write, image: alpine, script: "echo -n x > $(results.r.path)"}, {name: main, image: alpine, args: ['false']}]`
    const seen = await run(
      pipelineRun(
        `- {name: a, taskSpec: {${oneResult}, steps: ${steps}}}\n`,
        `finally: [{name: z, params: [{name: p, value: $(tasks.a.results.r)}], ${script('true', 'params: [{name: p}]')}}]`,
      ),
    )
    expect(seen.tasks['a']).toMatchObject({ phase: 'Failed', reason: 'StepFailed' })
    expect(seen.tasks['z']).toMatchObject({ phase: 'Skipped', reason: 'Results were missing' })
  })
})

describe('a guard on a result that is not there', () => {
  const guarded = (name: string, more = '') =>
    `- name: ${name}\n  when: [{input: $(tasks.a.results.r), operator: in, values: [x]}]\n  ${script('true')}\n${more}`

  it('fails its task, and with it the run, when the task that should have left it succeeded', async () => {
    const seen = await run(pipelineRun(task('a', 'true', oneResult) + guarded('b')))
    expect(seen.tasks['b']).toMatchObject({ phase: 'Failed', reason: 'InvalidTaskResultReference' })
    expect(seen.header).toMatchObject({ phase: 'Failed' })
  })

  it('skips its task when that one was skipped, and what only comes after it runs', async () => {
    const a = task('a', 'true', oneResult).replace(
      '  taskSpec',
      '  when: [{input: "1", operator: in, values: ["2"]}]\n  taskSpec',
    )
    const after = (name: string, before: string) => `- name: ${name}\n  runAfter: [${before}]\n  ${script('true')}\n`
    const seen = await run(pipelineRun(a + guarded('b') + after('c', 'a') + after('d', 'b')))
    const ends = Object.fromEntries(
      Object.entries(seen.tasks).map(([name, { phase, reason }]) => [name, [phase, reason]]),
    )
    expect(ends).toMatchObject({
      a: ['Skipped', 'When Expressions evaluated to false'],
      b: ['Skipped', 'Results were missing'],
      c: ['Succeeded', expect.anything()],
      d: ['Skipped', 'Parent Tasks were skipped'],
    })
    expect(seen.header).toMatchObject({ phase: 'Succeeded', reason: 'Completed' })
  })
})

describe('a retry', () => {
  it('knows its number, and the results of the last one count', async () => {
    const text = `echo "try $(context.task.retry-count)"
echo -n "by $(context.task.retry-count)" > $(results.r.path)
[ "$(context.task.retry-count)" = 2 ]`
    const seen = await run(
      pipelineRun(
        task('a', text, oneResult).replace('  taskSpec', '  retries: 2\n  taskSpec'),
        'results: [{name: out, value: $(tasks.a.results.r)}]',
      ),
    )
    expect(seen.header.phase).toBe('Succeeded')
    expect(seen.attempts['a']).toBe(3)
    expect(await Promise.all([0, 1, 2].map((attempt) => seen.log('a', 'main', attempt)))).toEqual([
      'try 0\n',
      'try 1\n',
      'try 2\n',
    ])
    expect(seen.state.results).toEqual({ out: 'by 2' })
  })

  it('is not made once there have been as many as are allowed', async () => {
    const seen = await run(pipelineRun(task('a', 'exit 3').replace('  taskSpec', '  retries: 1\n  taskSpec')))
    expect(seen.attempts['a']).toBe(2)
    expect(seen.header.phase).toBe('Failed')
  })
})

describe('a run that is cancelled', () => {
  const long = pipelineRun(
    `${task('a', 'echo up; sleep 2; echo done')}- name: b\n  runAfter: [a]\n  ${script('true')}\n`,
    `finally: [{name: z, params: [{name: p, value: $(tasks.a.status)}], ${script('echo "$(params.p)"', 'params: [{name: p}]')}}]`,
  )
  const cancelled = async (mode?: 'finally' | 'stop') => {
    const runId = await begin(long)
    await world.until(runId, ({ tasks }) => tasks['a']!.startedAt !== undefined)
    await world.cancel(runId, mode)
    return world.until(runId, ({ header }) => header.endedAt !== undefined)
  }
  const phasesOf = ({ tasks }: Awaited<ReturnType<typeof cancelled>>) =>
    Object.fromEntries(Object.entries(tasks).map(([name, { phase }]) => [name, phase]))

  it('at once stops everything, and final tasks do not run', async () => {
    const seen = await cancelled()
    expect(seen.header).toMatchObject({ phase: 'Cancelled', reason: 'Cancelled' })
    expect(phasesOf(seen)).toEqual({ a: 'Cancelled', b: 'Cancelled', z: 'Cancelled' })
  })

  it('gracefully stops its tasks and runs the final ones', async () => {
    const seen = await cancelled('finally')
    expect(seen.header).toMatchObject({ phase: 'Cancelled' })
    expect(phasesOf(seen)).toEqual({ a: 'Cancelled', b: 'Skipped', z: 'Succeeded' })
    expect(seen.tasks['b']!.reason).toBe('PipelineRun was gracefully cancelled')
    expect(await seen.log('z', 'main')).toBe('Failed\n')
  })

  it('by a graceful stop lets what runs finish and runs the final ones', async () => {
    const seen = await cancelled('stop')
    expect(seen.header).toMatchObject({ phase: 'Cancelled' })
    expect(phasesOf(seen)).toEqual({ a: 'Succeeded', b: 'Skipped', z: 'Succeeded' })
    expect(seen.tasks['b']!.reason).toBe('PipelineRun was gracefully stopped')
    expect(await seen.log('a', 'main')).toBe('up\ndone\n')
    expect(await seen.log('z', 'main')).toBe('Succeeded\n')
  })
})
