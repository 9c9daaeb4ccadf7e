import { describe, expect, it } from 'vitest'
import { dag, emptyFolder, fileIn, millrace } from './millrace.ts'

const files = (folder: string): string => {
  const run = {
    apiVersion: 'kontroler.greedykomodo/v1alpha1',
    kind: 'DagRun',
    metadata: { name: 'r' },
    spec: { dagName: 'greet' },
  }
  return fileIn(folder, 'a.yaml', `${dag('greet', { a: { script: 'echo hello' } })}\n---\n${JSON.stringify(run)}\n`)
}

describe('a run that is submitted', () => {
  it('starts when somebody hosts the folder, and is given up when its name is taken', async () => {
    const folder = emptyFolder()
    const submitted = await millrace(folder, 'submit', '-f', files(folder))
    expect(submitted).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^run\/r submitted {2}\([0-9a-f-]{36}\)\n$/),
    })
    const again = fileIn(folder, 'b.yaml', dag('other', { a: { script: 'echo other' } }))
    expect(await millrace(folder, 'apply', '-f', again)).toMatchObject({ code: 0 })
    const other = await millrace(folder, 'submit', 'other', '--name', 'r', '-o', 'json')
    expect(JSON.parse(other.stdout)).toMatchObject([{ namespace: 'default', name: 'r' }])
    const finished = await millrace(folder, 'run', '-f', again, '--name', 'after')
    expect(finished.code).toBe(0)
    expect(await millrace(folder, 'wait', 'r')).toMatchObject({ code: 0 })
    expect(await millrace(folder, 'logs', 'r', 'a')).toMatchObject({ code: 0, stdout: 'hello\n' })

    const list = await millrace(folder, 'dlq', 'list')
    const [, id = ''] = /^(\S+) .*submit +.*started from another document$/m.exec(list.stdout) ?? []
    expect(await millrace(folder, 'dlq', 'show', id)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Run: +r {2}\(.*, Succeeded\)$/m),
    })
    expect(await millrace(folder, 'dlq', 'redrive', '--all', '-y')).toMatchObject({ stdout: '1 message put back\n' })
    expect(await millrace(folder, 'dlq', 'list')).toMatchObject({ code: 0, stdout: '' })
  })
})

describe('a context', () => {
  it('is the data folder, or one that is known', async () => {
    const folder = emptyFolder()
    expect(await millrace(folder, 'get', 'runs', '-c', 'local')).toMatchObject({ code: 0 })
    expect(await millrace(folder, 'get', 'runs', '-c', 'prod')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error\[NotFound\]: there is no context "prod"\n help: there are: local; /),
    })
    const add = ['context', 'add', 'prod', '--parameter', '/millrace/prod/context', '--no-check']
    expect(await millrace(folder, ...add)).toMatchObject({ code: 0, stdout: 'context prod added\n' })
    expect(await millrace(folder, 'context', 'use', 'prod')).toMatchObject({ code: 0 })
    expect((await millrace(folder, 'context', 'list')).stdout).toMatch(/^\* +prod +\/millrace\/prod\/context/m)
    expect(await millrace(folder, 'get', 'runs', '--data', 'data')).toMatchObject({ code: 0 })
  })
})
