import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isOver, shell, startTestNode, state, testSandboxes, until } from './test-node.ts'

/** Says so when it is ready, and ends with 7 when it is asked to end. */
const obedient = 'trap "echo bye; exit 7" TERM; echo ready; while :; do sleep 0.02; done'
const stubborn = 'trap "" TERM; echo ready; while :; do sleep 0.02; done'
const sidecar = (script: string, more = {}) => shell(script, { name: 'side', restartPolicy: 'Always', ...more })

describe.each(testSandboxes().map((sandbox) => ({ sandbox, name: sandbox.name })))('a pod ($name)', ({ sandbox }) => {
  const node = startTestNode(sandbox)
  afterAll(() => node.close())
  const ready = (pod: string, container = 'main') =>
    until(() => logOf(pod, container).includes('ready'), `${pod}/${container} is ready`)
  const logOf = (pod: string, container: string) => {
    const file = join(node.folder, 'node', 'pods', `uid-of-${pod}`, 'containers', container, 'log')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  it('runs its init containers one after the other, then the main ones together', async () => {
    const mount = { volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }
    const status = await node.run('order', {
      initContainers: [
        shell('echo 1 >> /shared/order', { name: 'a', ...mount }),
        shell('echo 2 >> /shared/order', { name: 'b', ...mount }),
      ],
      containers: [
        shell('echo 3 >> /shared/order; while [ ! -e /shared/two ]; do sleep 0.01; done; cat /shared/order', mount),
        shell('while [ ! -s /shared/order ]; do sleep 0.01; done; touch /shared/two', { name: 'two', ...mount }),
      ],
      volumes: [{ name: 'shared', emptyDir: {} }],
    })
    expect(status.phase).toBe('Succeeded')
    expect(await node.log('order')).toBe('1\n2\n3\n')
    expect(status.initContainerStatuses?.map(({ ready }) => ready)).toEqual([true, true])
    // At most one write for each start and each end of four containers, one before and one after.
    expect(node.statuses('order').length).toBeLessThanOrEqual(10)
  })

  it('fails when an init container fails, and its main containers never start', async () => {
    const status = await node.run('init-fails', {
      initContainers: [shell('exit 4', { name: 'a' }), shell('true', { name: 'b' })],
      containers: [shell('true')],
    })
    expect(status.phase).toBe('Failed')
    expect(state(status, 'a')?.terminated).toMatchObject({ exitCode: 4, reason: 'Error' })
    expect(state(status, 'b')?.waiting).toEqual({ reason: 'PodInitializing' })
    expect(state(status)?.waiting).toEqual({ reason: 'PodInitializing' })
    expect(status.conditions?.find(({ type }) => type === 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [a b]',
    })
    await expect(node.log('init-fails')).rejects.toThrow(
      'container "main" in pod "init-fails" is waiting to start: PodInitializing',
    )
  })

  it('keeps its sidecars until the main containers have ended, which it reports at once', async () => {
    node.start('sidecar', {
      initContainers: [sidecar(obedient.replace('exit 7', 'sleep 0.3; exit 7')), shell('true', { name: 'step' })],
      containers: [shell('sleep 0.2')],
    })
    await until(() => state(node.status('sidecar'))?.terminated !== undefined, 'main container ends')
    expect(node.status('sidecar')?.phase).toBe('Running')
    expect(state(node.status('sidecar'), 'side')?.running).toBeDefined()
    await until(() => isOver(node.status('sidecar')), 'pod ends')
    expect(node.status('sidecar')?.phase).toBe('Succeeded')
    expect(state(node.status('sidecar'), 'side')?.terminated).toMatchObject({ exitCode: 7, reason: 'Error' })
  })

  it('ends its sidecars in reverse order, and kills what is left after the grace period', async () => {
    const mount = { restartPolicy: 'Always' as const, volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }
    const side = (name: string) =>
      shell(`trap 'echo ${name} >> /shared/ends; exit 0' TERM; while :; do sleep 0.02; done`, { name, ...mount })
    const before = performance.now()
    const status = await node.run('reverse', {
      terminationGracePeriodSeconds: 1,
      initContainers: [shell(stubborn, { ...mount, name: 'stubborn' }), side('first'), side('second')],
      containers: [shell('sleep 0.1')],
      volumes: [{ name: 'shared', emptyDir: {} }],
    })
    expect(performance.now() - before).toBeGreaterThan(1000)
    expect(status.phase).toBe('Succeeded')
    expect(state(status, 'stubborn')?.terminated?.exitCode).toBe(137)
    const ends = join(node.folder, 'node', 'pods', 'uid-of-reverse', 'volumes', 'shared', 'ends')
    expect(readFileSync(ends, 'utf8')).toBe('second\nfirst\n')
  })

  it('restarts a sidecar that has ended: at once, then after a back-off', async () => {
    node.start('restart', {
      initContainers: [sidecar('exit 3', { startupProbe: { exec: { command: ['false'] } } })],
      containers: [shell('true')],
    })
    await until(
      () =>
        state(node.status('restart'), 'side')?.waiting !== undefined &&
        state(node.status('restart'), 'side')?.waiting?.reason !== 'PodInitializing',
      'back-off',
    )
    expect(state(node.status('restart'), 'side')?.waiting).toEqual({
      reason: 'CrashLoopBackOff',
      message: 'back-off 10s restarting failed container=side pod=restart_test(uid-of-restart)',
    })
    expect(node.status('restart')?.initContainerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 3 } },
    })
    expect(node.status('restart')?.phase).toBe('Pending')
    node.update('restart', ({ metadata }) =>
      Object.assign(metadata, { deletionTimestamp: 'now', deletionGracePeriodSeconds: 30 }),
    )
    await until(() => node.isTerminated('restart'), 'pod is terminated')
  })

  it.each(['exec', 'httpGet', 'tcpSocket'])('waits for the start-up probe of a sidecar: %s', async (kind) => {
    const name = `probe-${kind.toLowerCase()}`
    const server = createServer((request, response) => response.writeHead(request.url === '/ok' ? 200 : 500).end())
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    )
    const probes = {
      exec: { exec: { command: ['sh', '-c', 'test -e /shared/open'] } },
      httpGet: { httpGet: { path: '/ok', port: 'web' } },
      tcpSocket: { tcpSocket: { port } },
    }
    const mount = { volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }
    const startupProbe = { ...probes[kind as keyof typeof probes], periodSeconds: 1, failureThreshold: 30 }
    const status = await node.run(name, {
      initContainers: [
        sidecar('sleep 0.2; touch /shared/open; sleep 60', {
          startupProbe,
          ports: [{ name: 'web', containerPort: port }],
          ...mount,
        }),
        shell(kind === 'exec' ? 'test -e /shared/open' : 'true', { name: 'step', ...mount }),
      ],
      containers: [shell('true')],
      volumes: [{ name: 'shared', emptyDir: {} }],
    })
    server.close()
    expect(status.phase).toBe('Succeeded')
    expect(state(status, 'step')?.terminated?.exitCode).toBe(0)
    expect(state(status, 'side')?.terminated?.exitCode).toBe(143)
  })

  it('is stopped at its deadline: its containers keep their own exit codes and logs', async () => {
    node.start('deadline', {
      activeDeadlineSeconds: 4,
      terminationGracePeriodSeconds: 1,
      initContainers: [sidecar(obedient)],
      containers: [
        shell(obedient),
        shell(stubborn, { name: 'stubborn' }),
        shell('', { name: 'sleeper', command: ['sleep', '60'] }),
      ],
    })
    await until(() => isOver(node.status('deadline')), 'pod ends')
    const status = node.status('deadline')
    expect(status).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    })
    const exitCode = (container: string) => state(status, container)?.terminated?.exitCode
    expect(['main', 'stubborn', 'sleeper', 'side'].map(exitCode)).toEqual([7, 137, 143, 7])
    expect(await node.log('deadline')).toBe('ready\nbye\n')
    const [stopping] = node.statuses('deadline').slice(-3, -2)
    expect(stopping?.phase).toBe('Running')
  })

  it('takes a deadline that is set while it runs', async () => {
    node.start('late-deadline', { containers: [shell(obedient)] })
    await ready('late-deadline')
    node.update('late-deadline', ({ spec }) => {
      spec.activeDeadlineSeconds = 1
    })
    await until(() => isOver(node.status('late-deadline')), 'pod ends')
    expect(node.status('late-deadline')).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
    expect(state(node.status('late-deadline'))?.terminated?.exitCode).toBe(7)
  })

  it('ends at once on SIGTERM when its command does not handle it, though it is PID 1', async () => {
    node.start('sleeper', { containers: [{ name: 'main', command: ['sleep', '300'] }] })
    await until(() => state(node.status('sleeper'))?.running !== undefined, 'it runs')
    const before = performance.now()
    node.update('sleeper', ({ metadata }) =>
      Object.assign(metadata, { deletionTimestamp: 'now', deletionGracePeriodSeconds: 30 }),
    )
    await until(() => node.isTerminated('sleeper'), 'pod is terminated')
    expect(performance.now() - before).toBeLessThan(5000)
    expect(node.status('sleeper')?.phase).toBe('Failed')
    expect(state(node.status('sleeper'))?.terminated).toMatchObject({ exitCode: 143, reason: 'Error' })
    expect(node.events).toContainEqual(
      expect.objectContaining({ pod: 'sleeper', reason: 'Killing', message: 'Stopping container main' }),
    )
  })

  it('is killed when the grace of its deletion is over, and a second deletion can shorten it', async () => {
    node.start('deleted', { containers: [shell(stubborn)] })
    await ready('deleted')
    const deletion = (seconds: number) =>
      node.update('deleted', ({ metadata }) =>
        Object.assign(metadata, { deletionTimestamp: 'now', deletionGracePeriodSeconds: seconds }),
      )
    deletion(600)
    expect(node.isTerminated('deleted')).toBe(false)
    deletion(0)
    await until(() => node.isTerminated('deleted'), 'pod is terminated')
    expect(state(node.status('deleted'))?.terminated?.exitCode).toBe(137)
  })

  it('is terminated at once when it is deleted before anything has started', async () => {
    node.start('not-started', {
      containers: [shell('true', { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'never', key: 'x' } } }] })],
    })
    await until(() => state(node.status('not-started'))?.waiting?.reason === 'CreateContainerConfigError', 'it waits')
    node.update('not-started', ({ metadata }) =>
      Object.assign(metadata, { deletionTimestamp: 'now', deletionGracePeriodSeconds: 30 }),
    )
    await until(() => node.isTerminated('not-started'), 'pod is terminated', 1000)
    expect(node.status('not-started')?.phase).toBe('Failed')
    expect(state(node.status('not-started'))?.terminated).toEqual({
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The container could not be located when the pod was terminated',
    })
  })

  it('that has ended is terminated when it is deleted', async () => {
    await node.run('ended', { containers: [shell('true')] })
    expect(node.isTerminated('ended')).toBe(false)
    node.update('ended', ({ metadata }) => Object.assign(metadata, { deletionTimestamp: 'now' }))
    expect(node.isTerminated('ended')).toBe(true)
  })

  it('waits for a Secret that its environment needs, and starts when it is there', async () => {
    node.start('secret', {
      containers: [shell('echo $A', { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'late', key: 'x' } } }] })],
    })
    await until(() => state(node.status('secret'))?.waiting?.message !== undefined, 'it says why')
    expect(state(node.status('secret'))?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'secret "late" not found',
    })
    await expect(node.log('secret')).rejects.toThrow(
      'container "main" in pod "secret" is waiting to start: CreateContainerConfigError',
    )
    node.put('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'late' }, data: { y: '' } })
    await until(
      () => state(node.status('secret'))?.waiting?.message === "couldn't find key x in Secret test/late",
      'another reason',
    )
    node.put('secrets', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'late' },
      data: { x: Buffer.from('now').toString('base64') },
    })
    await until(() => isOver(node.status('secret')), 'pod ends')
    expect(await node.log('secret')).toBe('now\n')
    expect(node.events).toContainEqual(
      expect.objectContaining({
        pod: 'secret',
        type: 'Warning',
        reason: 'Failed',
        message: 'Error: secret "late" not found',
      }),
    )
  })

  it('waits for a ConfigMap that it mounts, and starts when it is there', async () => {
    node.start('volume-later', {
      containers: [shell('cat /config/x', { volumeMounts: [{ name: 'v', mountPath: '/config' }] })],
      volumes: [{ name: 'v', configMap: { name: 'late' } }],
    })
    await until(
      () => node.events.some(({ pod, reason }) => pod === 'volume-later' && reason === 'FailedMount'),
      'FailedMount',
    )
    expect(node.events.find(({ pod }) => pod === 'volume-later')?.message).toBe(
      'MountVolume.SetUp failed for volume "v" : configmap "late" not found',
    )
    expect(node.status('volume-later')?.phase).toBe('Pending')
    expect(state(node.status('volume-later'))?.waiting).toEqual({ reason: 'ContainerCreating' })
    await expect(node.log('volume-later')).rejects.toThrow(
      'container "main" in pod "volume-later" is waiting to start: ContainerCreating',
    )
    node.put('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late' }, data: { x: 'here' } })
    await until(() => isOver(node.status('volume-later')), 'pod ends')
    expect(await node.log('volume-later')).toBe('here')
  })

  it('waits for its claim to be bound', async () => {
    node.start('claim-later', {
      containers: [shell('cat /data/x', { volumeMounts: [{ name: 'v', mountPath: '/data' }] })],
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'later' } }],
    })
    await until(() => node.status('claim-later')?.phase === 'Pending', 'it is pending')
    writeFileSync(join(node.claim('later'), 'x'), 'bound')
    await until(() => isOver(node.status('claim-later')), 'pod ends')
    expect(await node.log('claim-later')).toBe('bound')
  })

  it('is followed to the end of its log, and cut where a limit says so', async () => {
    node.start('followed', { containers: [shell('for i in 1 2 3 4; do echo $i; sleep 0.05; done')] })
    await until(() => state(node.status('followed'))?.running !== undefined, 'it runs')
    expect(await node.log('followed', 'main', { follow: true })).toBe('1\n2\n3\n4\n')
    expect(await node.log('followed', 'main', { follow: true, limitBytes: 3 })).toBe('1\n2')
    await expect(node.log('followed', 'other')).rejects.toThrow('container other is not valid for pod followed')
  })
})
