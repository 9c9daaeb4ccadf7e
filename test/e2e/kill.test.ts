import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSeededRandom } from '../../lib/adapters/memory/seeded-random.ts'
import { systemClock as clock } from '../../lib/adapters/system/system-clock.ts'
import { systemRandom as random } from '../../lib/adapters/system/system-random.ts'
import { createApplyDefinition } from '../../lib/app/apply-definition.ts'
import { runIdOf } from '../../lib/app/run-id.ts'
import { kontroler } from '../../lib/dialects/kontroler/kontroler.ts'
import { readDocuments } from '../../lib/dialects/yaml/read.ts'
import { dataFolder } from '../../lib/local/data-folder.ts'
import { openStore, type Store } from '../../lib/local/store.ts'

const runs = 20
const atOnce = 4
const tasks = 30

/** Six layers of five tasks; each appends a line to a file of the workspace, in its own way a build. */
const dag = `
apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata: {name: layers}
spec:
  workspace:
    enable: true
    pvc: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
  task:
${Array.from({ length: tasks }, (_, n) => {
  const after = n < 5 ? [] : [`t${n - 5}`, `t${5 * Math.floor((n - 5) / 5) + ((n + 1) % 5)}`]
  return `    - {name: t${n}, image: busybox, runAfter: [${after.join(', ')}], command: [sh, -c, "sleep 0.1; echo ${n} >> /workspace/done"]}`
}).join('\n')}
`
const run = `{apiVersion: kontroler.greedykomodo/v1alpha1, kind: DagRun, metadata: {name: killed}, spec: {dagName: layers}}`

const startDev = (folder: string): ChildProcess =>
  spawn('node', ['bin/millrace.mjs', 'dev', '--data', folder], { stdio: 'ignore', detached: true })

const exited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) =>
    child.exitCode !== null || child.signalCode ? resolve() : child.once('exit', () => resolve()),
  )

const submit = async (store: Store): Promise<void> => {
  const { documents } = readDocuments(dag, 'dag.yaml')
  const apply = createApplyDefinition({ ...store, clock })
  await apply(kontroler, documents[0]!, { namespace: 'default', kind: 'DAG', name: 'layers' })
  const message = { type: 'run.submit', namespace: 'default', key: 'test', text: run }
  await store.queues.send('submit', [{ body: JSON.stringify(message) }])
}

const until = async (store: Store, what: 'ended' | 'closed', within: number) => {
  const runId = runIdOf('default', 'DagRun/killed')
  for (const end = clock.now() + within; clock.now() < end; await clock.wait(20)) {
    const header = await store.headers.get(runId)
    if (header?.endedAt !== undefined && (what === 'ended' || header.dueAt === undefined)) return header
  }
  throw new Error(`not ${what} after ${within} ms: ${JSON.stringify(await store.headers.get(runId))}`)
}

/** The embedded cluster's own record of the objects that it has made, and of those that it has. */
const record = ({ database }: Store) => ({
  made: database.all<{ name: string }>('SELECT name FROM cluster_created').map(({ name }) => name),
  pods: database.all("SELECT * FROM cluster_objects WHERE resource = 'pods'"),
  claims: database.all("SELECT * FROM cluster_objects WHERE resource = 'persistentvolumeclaims'"),
})

/** One run, with its host killed after `killAfter` ms; Infinity: left alone. */
const oneRun = async (killAfter: number) => {
  const path = mkdtempSync(join(tmpdir(), 'millrace-kill-'))
  const store = openStore(dataFolder(path).database, { clock, random })
  let dev = startDev(path)
  try {
    await submit(store)
    if (killAfter < Infinity) {
      await clock.wait(killAfter)
      process.kill(dev.pid!, 'SIGKILL')
      await exited(dev)
      dev = startDev(path)
    }
    const { phase, createdAt, endedAt } = await until(store, 'ended', 60_000)
    await until(store, 'closed', 30_000)
    return { phase, took: endedAt! - createdAt, ...record(store) }
  } finally {
    dev.kill('SIGTERM')
    await exited(dev)
    store.database.close()
    rmSync(path, { recursive: true, force: true })
  }
}

describe('a host that is killed at a random moment and started again', () => {
  it(`loses nothing: ${runs} runs of ${tasks} tasks with a workspace`, async () => {
    const undisturbed = await oneRun(Infinity)
    expect(undisturbed.phase).toBe('Succeeded')
    const chance = createSeededRandom(20)
    const moments = Array.from({ length: runs }, () => 200 + chance.fraction() * (undisturbed.took + 1_500))
    const ended: Awaited<ReturnType<typeof oneRun>>[] = []
    const worker = async (): Promise<void> => {
      for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) ended.push(await oneRun(moment))
    }
    await Promise.all(Array.from({ length: atOnce }, worker))

    expect(ended.map(({ phase }) => phase)).toEqual(Array.from({ length: runs }, () => 'Succeeded'))
    const late = ended.map(({ took }) => took - undisturbed.took)
    console.log(`undisturbed ${undisturbed.took} ms; killed runs later by up to ${Math.max(...late)} ms`)
    expect(Math.max(...late)).toBeLessThanOrEqual(10_000)
    for (const { made, pods, claims } of ended) {
      expect(new Set(made).size).toBe(made.length)
      expect(made.length).toBeGreaterThanOrEqual(tasks)
      expect(pods).toEqual([])
      expect(claims).toEqual([])
    }
    // Some were killed while pods ran: their attempts were lost, and made again under other names.
    expect(ended.some(({ made }) => made.length > tasks)).toBe(true)
  }, 180_000)
})
