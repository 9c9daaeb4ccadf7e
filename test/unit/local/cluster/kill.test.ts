import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { configMaps, podNamed, pods, serve } from './served.ts'

const lib = new URL('../../../../lib/local/cluster/', import.meta.url).href

/** A server in a process of its own, that can be killed. */
const program = (folder: string) => `
  import { DatabaseSync } from 'node:sqlite'
  import { startEmbeddedCluster } from '${lib}embedded-cluster.ts'
  import { instantKubelet } from '${lib}instant-kubelet.ts'
  const database = new DatabaseSync('${folder}/cluster.db')
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  const { url, token } = await startEmbeddedCluster({ database, dataFolder: '${folder}', kubelet: instantKubelet() })
  console.log(JSON.stringify({ url, token }))`

const started = async (child: ChildProcess): Promise<{ url: string; token: string }> => {
  if (child.stdout === null) throw new Error('no output')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return JSON.parse(line) as { url: string; token: string }
}

describe('a server that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-kill-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has lost nothing that it acknowledged', async () => {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { url, token } = await started(child)
    const acknowledged: string[] = []
    const stopped = new AbortController()
    const write = async (worker: number) => {
      for (let turn = 0; !stopped.signal.aborted; turn += 1) {
        const name = `w${worker}-${turn}`
        const [path, body] = turn % 2 === 0 ? [configMaps(), { metadata: { name } }] : [pods(), podNamed(name)]
        const response = await fetch(url + path, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        await response.text()
        if (response.status === 201) acknowledged.push(`${path}/${name}`)
        if (acknowledged.length === 200) child.kill('SIGKILL')
      }
    }
    const writers = [0, 1, 2, 3].map((worker) => write(worker).catch(() => undefined))
    await once(child, 'exit')
    stopped.abort()
    await Promise.all(writers)

    const again = await serve({ database: new DatabaseSync(`${folder}/cluster.db`), dataFolder: folder })
    const answers = await Promise.all(acknowledged.map(async (path) => (await again.get(path)).code))
    expect(answers.filter((code) => code !== 200)).toEqual([])
    expect(answers.length).toBeGreaterThanOrEqual(200)
    await again.stop()
  })
})
