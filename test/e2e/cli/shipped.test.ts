import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyFolder, fileIn, millrace, runScript, start } from './millrace.ts'

const root = new URL('../../../', import.meta.url).pathname
const example = join(root, 'examples', 'fan-out-and-join.yaml')

/** The Node that whoever calls `millrace` may have, older than what it is written for. */
const olderNode = ['/usr/bin/node', '/usr/local/bin/node']
  .filter((path) => existsSync(path))
  .find((path) => Number(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0]) < 24)

describe('the build that is shipped', () => {
  it('runs an example, everything that it needs included', async () => {
    const folder = emptyFolder()
    execFileSync(process.execPath, ['build.mjs', join(folder, 'dist')], { cwd: root })
    const script = fileIn(
      folder,
      'call.mjs',
      "import { main } from './dist/main.js'\nprocess.exit(await main(process.argv.slice(2)))\n",
    )
    const { code, stdout, stderr } = await runScript(folder, script, ['run', '-f', example, '--logs'])
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout).toContain('[join] 1 + 2 + ... + 100 = 5050')
    expect((await runScript(folder, script, ['get', 'runs'])).stdout).toMatch(/Succeeded +6\/6/)
  })
})

describe('under an older Node', () => {
  const test = olderNode === undefined ? it.skip : it
  if (olderNode === undefined) console.warn('skipped: no Node older than 24 on this machine')

  test('starts again under the one that came with the package, and passes on its exit code', async () => {
    const folder = emptyFolder()
    const options = { node: olderNode }
    expect(await start(folder, ['version'], options).ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/node 24\./),
    })
    expect(await start(folder, ['get', 'run', 'x'], options).ended).toMatchObject({ code: 1 })
  })

  test('passes on Ctrl-C, once', async () => {
    const folder = emptyFolder()
    const dev = start(folder, ['dev'], { node: olderNode })
    await dev.shows(/ready/)
    dev.process.kill('SIGINT')
    expect(await dev.ended).toMatchObject({ code: 0 })
  })

  test('leaves nothing running when it is killed', async () => {
    const folder = emptyFolder()
    const dev = start(folder, ['dev'], { node: olderNode })
    await dev.shows(/ready/)
    dev.process.kill('SIGKILL')
    await dev.ended
    expect(await millrace(folder, 'get', 'pods')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no process hosts/),
    })
  })
})
