import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { RunId } from '../../lib/core/message.ts'
import { finalizer, labels, manager, nonceAnnotation } from '../../lib/pods/labels.ts'
import { podName } from '../../lib/pods/name.ts'
import { emptyFolder, fileIn, millrace, start } from './cli/millrace.ts'

const definition = {
  apiVersion: 'kontroler.greedykomodo/v1alpha1',
  kind: 'DAG',
  metadata: { name: 'build' },
  spec: {
    workspace: {
      enable: true,
      pvc: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    },
    task: [
      { name: 'compile', image: 'busybox', script: 'echo done > /workspace/out' },
      { name: 'test', image: 'busybox', runAfter: ['compile'], script: 'cat /workspace/out' },
    ],
  },
}
const runDocument = (name: string) => ({
  apiVersion: 'kontroler.greedykomodo/v1alpha1',
  kind: 'DagRun',
  metadata: { name },
  spec: { dagName: 'build' },
})

interface Row {
  runId: RunId
  name: string
  nonce: string
}

/** A data folder in which these runs were carried out for real, and are closed. */
const folderWith = async (...names: string[]) => {
  const folder = emptyFolder()
  const documents = [definition, ...names.map(runDocument)].map((one) => JSON.stringify(one)).join('\n---\n')
  const { code, stdout, stderr } = await millrace(folder, 'run', '-f', fileIn(folder, 'runs.yaml', documents))
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 })
  const change = <T>(work: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(join(folder, 'data', 'millrace.db'), { timeout: 5_000 })
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
  const sql = (text: string, ...values: (string | number)[]) =>
    change((database) => database.prepare(text).all(...values)) as Record<string, string>[]
  const runs = Object.fromEntries(
    sql('SELECT run_id, body FROM run_headers').map(({ run_id: id, body }): [string, Row] => {
      const { name } = JSON.parse(body!) as { name: string }
      const [first] = sql('SELECT body FROM entries WHERE run_id = ? AND seq = 1', id!)
      const { events } = JSON.parse(first!['body']!) as { events: { nonce: string }[] }
      return [name, { runId: RunId.parse(id), name, nonce: events[0]!.nonce }]
    }),
  )
  /** Makes objects in the embedded cluster, as anybody may. */
  const apply = async (...made: object[]) => {
    const text = made.map((one) => JSON.stringify(one)).join('\n---\n')
    const { code, stdout, stderr } = await millrace(folder, 'apply', '-f', fileIn(folder, 'objects.yaml', text))
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 })
  }
  const objects = (resource: string, field = '$.metadata.name') =>
    sql('SELECT json_extract(body, ?) AS field FROM cluster_objects WHERE resource = ?', field, resource).map(
      ({ field: value }) => value,
    )
  return { folder, runs, sql, apply, objects }
}

const metadata = (name: string, { runId, nonce }: Omit<Row, 'name'>) => ({
  name,
  namespace: 'default',
  labels: {
    [labels.managedBy]: manager,
    [labels.installation]: 'local',
    [labels.run]: runId,
    [labels.attempt]: '0',
  },
  annotations: { [nonceAnnotation]: nonce },
})
const podOf = (run: Omit<Row, 'name'>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    ...metadata(podName({ runId: run.runId, task: 0, taskName: 'compile', attempt: 0 }), run),
    finalizers: [finalizer],
  },
  spec: { containers: [{ name: 'main', image: 'busybox', command: ['true'] }], restartPolicy: 'Never' },
})
const claimOf = (run: Omit<Row, 'name'>, name: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: metadata(name, run),
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
})
const never: Omit<Row, 'name'> = { runId: RunId.parse('00000000-0000-8000-8000-000000000001'), nonce: 'x' }

interface Report {
  runs: number
  findings: {
    code: string
    runId?: string
    object: string
    message: string
    repair?: string
    repaired?: boolean
    error?: string
  }[]
}

const report = async (folder: string, ...options: string[]) => {
  const { code, stdout, stderr } = await millrace(folder, 'fsck', '-o', 'json', ...options)
  expect(stdout, stderr).not.toBe('')
  return { code, ...(JSON.parse(stdout) as Report) }
}

describe('fsck of a data folder', { timeout: 90_000 }, () => {
  it('finds nothing where all is well, nor where nothing is', async () => {
    const nothing = emptyFolder()
    expect(await millrace(nothing, 'fsck')).toEqual({ code: 0, stdout: '', stderr: '✓ 0 findings in 0 runs\n' })
    const { folder } = await folderWith('one')
    expect(await millrace(folder, 'fsck')).toEqual({ code: 0, stdout: '', stderr: '✓ 0 findings in 1 run\n' })
    expect(await millrace(folder, 'fsck', '--repair')).toMatchObject({ code: 0 })
  })

  it('finds damage of every kind, repairs what can be made again, and leaves the rest', async () => {
    const { folder, runs, sql, apply, objects } = await folderWith(
      'gap',
      'header',
      'lost',
      'logless',
      'snapshot',
      'pods',
    )
    const { gap, header, lost, logless, snapshot, pods } = runs as Record<string, Row>
    const headers = sql('SELECT run_id, body FROM run_headers ORDER BY run_id')
    const logs = () => sql('SELECT run_id, seq, hex(body) AS body FROM entries ORDER BY run_id, seq')

    await apply(podOf(pods!), podOf({ ...header!, nonce: 'of another' }), podOf(never), claimOf(pods!, 'pods-pvc'))
    sql('DELETE FROM entries WHERE run_id = ? AND seq = 2', gap!.runId)
    sql(`UPDATE run_headers SET body = json_set(body, '$.phase', 'Failed') WHERE run_id = ?`, header!.runId)
    sql('DELETE FROM run_headers WHERE run_id = ?', lost!.runId)
    for (const table of ['entries', 'plans', 'snapshots']) sql(`DELETE FROM ${table} WHERE run_id = ?`, logless!.runId)
    sql(`INSERT OR REPLACE INTO snapshots VALUES (?, 3, '{"seq":3,"phase":"Failed"}')`, snapshot!.runId)
    const damaged = logs()

    const unrepaired = [['LogGap', gap!.runId, 'entry 2 is missing']]
    const repairable = [
      ['HeaderDiffers', header!.runId, 'phase: got "Succeeded", stored "Failed"'],
      ['PodWithoutAttempt', header!.runId, 'it does not carry the nonce of its run'],
      ['HeaderMissing', lost!.runId, 'run "lost" is in no list, and nobody will look at it'],
      ['HeaderWithoutLog', logless!.runId, 'run "logless" has no log'],
      ['ArchiveWithoutRun', logless!.runId, 'the store does not know the run that 2 of them are of'],
      ['SnapshotDiffers', snapshot!.runId, 'of entry 3: it is no state that this Millrace can read'],
      ['PodLeft', pods!.runId, 'its run is closed, and it still has its finalizer'],
      ['ClaimLeft', pods!.runId, 'its run is closed, and keeps no claim of this name'],
      ['PodWithoutRun', never.runId, 'the store does not know its run'],
    ]
    const inOrder = (rows: (string | undefined)[][]) => rows.map((row) => row.join(' ')).sort()
    const told = ({ findings }: Report) => inOrder(findings.map(({ code, runId, message }) => [code, runId, message]))

    const first = await report(folder)
    expect(first).toMatchObject({ code: 1, runs: 6 })
    expect(told(first)).toEqual(inOrder([...unrepaired, ...repairable]))
    expect(first.findings.every(({ code, repair }) => (code === 'LogGap') === (repair === undefined))).toBe(true)
    expect(objects('pods')).toHaveLength(3)
    const uids = objects('pods', '$.metadata.uid')

    const table = await millrace(folder, 'fsck')
    expect(table.code).toBe(1)
    expect(table.stdout).toMatch(/^CODE +RUN +OBJECT +REPAIR +MESSAGE\n/)
    expect(table.stdout).toMatch(/^LogGap +gap +log +- +entry 2 is missing$/m)
    expect(table.stdout).toMatch(/^PodLeft +pods +pod default\/\S+ +drop the finalizer, delete the pod +its run/m)
    expect(table.stderr).toMatch(/✗ 10 findings in 6 runs; 9 can be repaired: millrace fsck --repair\n$/)

    const repaired = await report(folder, '--repair')
    expect(repaired.findings.flatMap((one) => one.error ?? [])).toEqual([])
    expect(repaired.code).toBe(1)
    expect(told(repaired)).toEqual(told(first))
    expect(repaired.findings.filter((one) => one.repaired !== true).map(({ code }) => code)).toEqual(['LogGap'])

    const last = await report(folder)
    expect(last).toMatchObject({ code: 1, runs: 5 })
    expect(told(last)).toEqual(inOrder(unrepaired))
    expect(logs()).toEqual(damaged)
    expect(sql('SELECT run_id, body FROM run_headers ORDER BY run_id')).toEqual(
      headers.filter(({ run_id: id }) => id !== logless!.runId),
    )
    expect([...objects('pods'), ...objects('persistentvolumeclaims')]).toEqual([])
    const folders = readdirSync(join(folder, 'data', 'cluster', 'pods'))
    expect(folders.filter((name) => uids.includes(name))).toEqual([])
    expect(await millrace(folder, 'replay', 'snapshot')).toMatchObject({ code: 0 })
    expect(
      await millrace(folder, 'run', '-f', fileIn(folder, 'more.yaml', JSON.stringify(runDocument('more')))),
    ).toMatchObject({ code: 0 })
    expect(told(await report(folder))).toEqual(inOrder(unrepaired))
  })

  it('works beside a host: reads, finds and repairs through its cluster, and gets in nobody’s way', async () => {
    const { folder, runs, sql, apply } = await folderWith('one')
    const host = start(folder, ['dev'])
    await host.shows(/ready in/)
    const quiet = await millrace(folder, 'fsck')
    expect(quiet).toMatchObject({ code: 0, stdout: '' })
    expect(quiet.stderr).toMatch(/^note: a process hosts this folder; .*\n✓ 0 findings in 1 run\n$/)

    // Nobody at work on the run would write this header again, or look at it.
    sql('INSERT INTO run_headers SELECT ?, namespace, name, seq, created_at, NULL, body FROM run_headers', never.runId)
    await apply(podOf(runs['one']!))
    const { code, stdout, stderr } = await millrace(folder, 'fsck', '--repair')
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 })
    expect(stdout).toMatch(/^HeaderWithoutLog +\S+ +header +repaired/m)
    expect(stdout).toMatch(/^PodLeft +\S+ +pod default\/\S+ +repaired/m)
    expect(stderr).toMatch(/✓ 2 findings in 2 runs: 2 repaired, 0 left\n$/)
    expect(await report(folder)).toMatchObject({ code: 0, findings: [] })
    host.process.kill('SIGINT')
    expect(await host.ended).toMatchObject({ code: 0 })
  })
})

describe('replay', { timeout: 60_000 }, () => {
  it('tells a run entry by entry, and where its fold leaves what is stored', async () => {
    const { folder, runs, sql } = await folderWith('one')
    const { runId } = runs['one']!
    const { code, stdout } = await millrace(folder, 'replay', 'one')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^1 {2}\+0s +run one opened\n2 {2}\+\S+ +claims made; compile ready\n/)
    expect(stdout).toMatch(/compile attempt 1 Succeeded; compile Succeeded; test ready/)
    expect(stdout).toMatch(
      /run Succeeded[^\n]*\n\d+ {2}\S+ +2 pods released; run closed\n✓ replays to the state that is stored, from \d+ entries\n$/,
    )

    sql('DELETE FROM run_headers')
    const byId = await millrace(folder, 'replay', runId, '-o', 'json')
    expect(byId.code).toBe(1)
    expect(JSON.parse(byId.stdout)).toMatchObject({
      runId,
      entries: expect.arrayContaining([{ seq: 1, at: expect.any(Number), events: ['run one opened'] }]),
      differences: [{ code: 'HeaderMissing' }],
    })
    expect(await millrace(folder, 'fsck', '--repair')).toMatchObject({ code: 0 })
    sql(`UPDATE run_headers SET body = json_set(body, '$.tasks.ended', 1)`)
    const differs = await millrace(folder, 'replay', '@latest')
    expect(differs).toMatchObject({ code: 1 })
    expect(differs.stdout).toMatch(/\n✗ header: tasks\.ended: got 2, stored 1\n$/)

    sql(`DELETE FROM entries WHERE seq = 3`)
    const broken = await millrace(folder, 'replay', '@latest')
    expect(broken.code).toBe(1)
    expect(broken.stdout).toMatch(/^1 .*\n2 .*\n✗ log: entry 3 is missing\n$/)
    expect(await millrace(folder, 'replay', 'nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no run "nobody"'),
    })
    expect(await millrace(folder, 'replay', never.runId)).toMatchObject({ code: 1 })
  })
})
