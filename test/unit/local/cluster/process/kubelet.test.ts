import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseSandbox } from '../../../../../lib/local/cluster/process/sandbox/choose-sandbox.ts'
import type { Sandbox } from '../../../../../lib/local/cluster/process/sandbox/sandbox.ts'
import type { LogFields } from '../../../../../lib/ports/log.ts'
import { processesWith } from './processes-with.ts'
import { isOver, newPod, shell, startTestNode, state, testSandboxes, until } from './test-node.ts'

const recordingLog = () => {
  const warnings: { message: string; fields?: LogFields }[] = []
  const ignore = () => undefined
  return {
    warnings,
    log: {
      info: ignore,
      error: ignore,
      warn: (message: string, fields?: LogFields) => void warnings.push({ message, fields }),
    },
  }
}

const broken: Sandbox = {
  name: 'broken',
  enclose: () => ['/bin/sh', '-c', 'echo "no namespaces here" >&2; exit 1'],
  enter: (_pid, _identity, command) => [...command],
}

const withFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-sandbox-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('the choice of a sandbox', () => {
  it('takes the first that really works here', () =>
    withFolder(async (folder) => {
      const [first] = testSandboxes()
      const candidates = [{ name: 'absent', missing: ['x', 'y'] }, broken, first!]
      expect(await chooseSandbox(folder, { candidates })).toBe(first)
    }))

  it('does without one where none works, and says loudly why and what to do', () =>
    withFolder(async (folder) => {
      const { log, warnings } = recordingLog()
      const sandbox = await chooseSandbox(folder, {
        log,
        candidates: [{ name: 'absent', missing: ['x', 'y'] }, broken],
      })
      expect(sandbox.name).toBe('none')
      expect(sandbox.weakness).toMatch(/absent: x, y not found; broken: no namespaces here.*Install bubblewrap/)
      expect(warnings).toEqual([
        { message: 'containers run without a sandbox', fields: { weakness: sandbox.weakness } },
      ])
    }))
})

describe('without a sandbox', () => {
  const plainNode = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-sandbox-'))
    const sandbox = await chooseSandbox(folder, { candidates: [broken] })
    rmSync(folder, { recursive: true })
    return startTestNode(sandbox)
  }

  it('a container without mounts is a plain process', async () => {
    const node = await plainNode()
    const status = await node.run('plain', {
      containers: [shell('pwd; echo $A; exit 5', { workingDir: '/tmp', env: [{ name: 'A', value: 'a' }] })],
    })
    expect(state(status)?.terminated).toMatchObject({ exitCode: 5, reason: 'Error' })
    expect(await node.log('plain')).toBe('/tmp\na\n')
    const missing = await node.run('missing', { containers: [{ name: 'main', command: ['nosuch'] }] })
    expect(state(missing)?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' })
    await node.close()
  })

  it('it gets its signals, and what it leaves behind is killed', async () => {
    const node = await plainNode()
    const marker = `37${process.pid}.1`
    node.start('signalled', {
      activeDeadlineSeconds: 1,
      containers: [shell(`trap "exit 7" TERM; sleep ${marker} & while :; do sleep 0.02; done`)],
    })
    await until(() => isOver(node.status('signalled')), 'pod ends')
    expect(state(node.status('signalled'))?.terminated?.exitCode).toBe(7)
    await until(() => processesWith(marker).length === 0, 'nothing is left')
    await node.close()
  })

  it('a pod with mounts is refused, with what to install', async () => {
    const node = await plainNode()
    const status = await node.run('mounting', {
      containers: [shell('true', { volumeMounts: [{ name: 'v', mountPath: '/v' }] })],
      volumes: [{ name: 'v', emptyDir: {} }],
    })
    expect(status).toMatchObject({ phase: 'Failed', reason: 'NoSandbox' })
    expect(status.message).toMatch(/^Pod was rejected: container "main" mounts volumes.*Install bubblewrap/)
    await node.close()
  })
})

describe('the process kubelet', () => {
  const [sandbox] = testSandboxes()

  it.each([
    ['a restart policy', { restartPolicy: 'OnFailure' as const }, 'RestartPolicyNotSupported'],
    ['a volume', { volumes: [{ name: 'v', nfs: { server: 's', path: '/' } }] }, 'VolumeNotSupported'],
    ['a name', { containers: [shell('true', { name: '../x' })] }, 'InvalidName'],
  ])('refuses %s that it does not have', async (_what, spec, reason) => {
    const node = startTestNode(sandbox)
    const status = await node.run('refused', { containers: [shell('true')], ...spec })
    expect(status).toMatchObject({ phase: 'Failed', reason })
    node.update('refused', ({ metadata }) => Object.assign(metadata, { deletionTimestamp: 'now' }))
    expect(node.isTerminated('refused')).toBe(true)
    await node.close()
  })

  it('finds a sandbox by itself', async () => {
    const node = startTestNode()
    expect((await node.run('any', { containers: [shell('true')] })).phase).toBe('Succeeded')
    await node.close()
  })

  it('leaves nothing running when it is closed', async () => {
    const node = startTestNode(sandbox)
    const marker = `37${process.pid}.2`
    const deaf = shell(`trap "" TERM; sleep ${marker}; sleep ${marker}`)
    const waiting = shell(`sleep ${marker}`, {
      env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'never', key: 'x' } } }],
    })
    node.start('running', { containers: [deaf] })
    node.start('waiting', { containers: [waiting] })
    await until(() => state(node.status('running'))?.running !== undefined, 'it runs')
    node.start('starting', { containers: [deaf] })
    const written = node.statuses('running').length
    await node.kubelet.close()
    expect(processesWith(marker)).toEqual([])
    expect(node.statuses('running').length).toBe(written)
    await node.close()
  })

  it('has removed the folders of the pods it was to forget when it is closed', async () => {
    const node = startTestNode(sandbox)
    const ended = newPod('ended', { containers: [shell('seq 1000')] })
    await node.run('ended', ended.spec)
    const running = node.start('running', { containers: [shell('trap "" TERM; while :; do sleep 0.02; done')] })
    await until(() => state(node.status('running'))?.running !== undefined, 'it runs')
    const early = node.start('early', { containers: [shell('true')] })
    for (const pod of [ended, running, early]) node.kubelet.forget(pod)
    await node.kubelet.close()
    expect(readdirSync(join(node.folder, 'node', 'pods'))).toEqual([])
    await node.close()
  })

  it('has the log of a pod that ended under the kubelet before it, and lets go of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-kubelet-'))
    const first = startTestNode(sandbox, { folder })
    const status = await first.run('carried-over', { containers: [shell('echo before')] })
    await first.close()
    const second = startTestNode(sandbox, { folder })
    const pod = { ...newPod('carried-over', { containers: [shell('echo before')] }), status }
    second.adopt(pod)
    expect(await second.log('carried-over')).toBe('before\n')
    second.update('carried-over', ({ metadata }) => Object.assign(metadata, { deletionTimestamp: 'now' }))
    expect(second.isTerminated('carried-over')).toBe(true)
    second.kubelet.forget(pod)
    await until(() => !existsSync(join(folder, 'pods', pod.metadata.uid!)), 'it is forgotten')
    await second.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
