import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { JsonObject, PodSpec } from '../../../../../lib/core/kubernetes.ts'
import { shell, startTestNode, state, testSandboxes, until } from './test-node.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const isRoot = process.getuid?.() === 0

describe.each(testSandboxes().map((sandbox) => ({ sandbox, name: sandbox.name })))('volumes ($name)', ({ sandbox }) => {
  const node = startTestNode(sandbox)
  const enclosesUsers = isRoot && !sandbox.name.includes('unprivileged')
  if (!enclosesUsers) console.log(`no test of users with ${sandbox.name}: it has one user only`)
  afterAll(() => node.close())
  node.put('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'config' },
    data: { a: 'A', b: 'B' },
    binaryData: { c: base64('C') },
  })
  node.put('secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'secret' }, data: { key: base64('hush') } })

  /** Runs one script with one volume at /v. Answers its log. */
  const withVolume = async (name: string, volume: NonNullable<PodSpec['volumes']>[number], script: string) => {
    const mount = { volumeMounts: [{ name: volume.name, mountPath: '/v' }] }
    await node.run(
      name,
      { containers: [shell(script, mount)], volumes: [volume] },
      { labels: { app: 'x', tier: 'a "b"' }, annotations: { note: 'hello' } },
    )
    return node.log(name)
  }

  it('a claim keeps what pods write, and takes nothing where it is mounted read-only', async () => {
    const folder = node.claim('data')
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]
    await node.run('writer', {
      containers: [shell('echo kept > /data/file', { volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
      volumes,
    })
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('kept\n')
    await node.run('reader', {
      containers: [
        shell('cat /data/file; echo x > /data/other || echo refused', {
          volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }],
        }),
      ],
      volumes,
    })
    expect(await node.log('reader')).toMatch(/^kept\n.*refused\n$/s)
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })

  it('a ConfigMap, whole, by items and when it is optional', async () => {
    expect(
      await withVolume(
        'whole',
        { name: 'v', configMap: { name: 'config' } },
        'cd /v; for f in *; do echo $f=$(cat $f); done; echo x > /v/a || echo ro',
      ),
    ).toMatch(/^a=A\nb=B\nc=C\n.*ro\n$/s)
    const items = [{ key: 'b', path: 'deep/er', mode: 0o400 }]
    expect(
      await withVolume(
        'items',
        { name: 'v', configMap: { name: 'config', items } },
        'cd /v; find . -type f; stat -c %a deep/er',
      ),
    ).toBe('./deep/er\n400\n')
    expect(
      await withVolume('optional', { name: 'v', configMap: { name: 'none', optional: true } }, 'ls -A /v; echo empty'),
    ).toBe('empty\n')
  })

  it('a Secret, with its mode', async () => {
    const volume = { name: 'v', secret: { secretName: 'secret', defaultMode: 0o440 } }
    expect(await withVolume('secret', volume, 'cat /v/key; stat -c " %a" /v/key')).toBe('hush 440\n')
  })

  it('fields of the pod', async () => {
    const items = ['metadata.name', 'metadata.labels', "metadata.annotations['note']"].map((fieldPath, i) => ({
      path: `${i}`,
      fieldRef: { fieldPath },
    }))
    const resource = { path: '3', resourceFieldRef: { containerName: 'main', resource: 'requests.memory' } }
    const log = await withVolume(
      'fields',
      { name: 'v', downwardAPI: { items: [...items, resource] } },
      'cd /v; for f in *; do cat $f; echo; done',
    )
    expect(log).toBe('fields\napp="x"\ntier="a \\"b\\""\nhello\n0\n')
  })

  it('many sources in one', async () => {
    const sources = [
      { configMap: { name: 'config', items: [{ key: 'a', path: 'a' }] } },
      { secret: { name: 'secret' } },
      { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
      { serviceAccountToken: { path: 'token' } },
    ]
    const log = await withVolume(
      'sources',
      { name: 'v', projected: { defaultMode: 0o444, sources } as unknown as JsonObject },
      'cd /v; ls; cat a key name; test -s token; stat -c %a a',
    )
    expect(log).toBe('a\nkey\nname\ntoken\nAhushsources444\n')
  })

  it('an empty folder that the containers of a pod share, whatever names it', async () => {
    const mount = {
      volumeMounts: [
        { name: 'shared', mountPath: '/shared' },
        { name: 'bare', mountPath: '/bare' },
      ],
    }
    const status = await node.run('shared', {
      containers: [
        shell(
          'echo one > /shared/one; echo x > /bare/x; while [ ! -s /shared/two ]; do sleep 0.01; done; cat /shared/two',
          mount,
        ),
        shell('while [ ! -s /shared/one ]; do sleep 0.01; done; cat /shared/one > /shared/two', {
          name: 'two',
          ...mount,
        }),
      ],
      volumes: [{ name: 'shared', emptyDir: { medium: 'Memory' } }, { name: 'bare' }],
    })
    expect(status.phase).toBe('Succeeded')
    expect(await node.log('shared')).toBe('one\n')
  })

  it.each([
    [
      'bash',
      '#!/usr/bin/env bash\necho "bash $0 $1 $BASH_VERSION" | cut -d. -f1\n',
      /^bash \/millrace\/scripts\/main arg \d+\n$/,
    ],
    ['python3', '#!/usr/bin/python3\nimport sys\nprint("python", sys.argv[1])\n', /^python arg\n$/],
    ['sh', '#!/bin/sh\necho sh $1\n', /^sh arg\n$/],
  ])('a script from an annotation runs by its shebang: %s', async (name, script, expected) => {
    await node.run(
      `script-${name}`,
      {
        containers: [
          {
            name: 'main',
            command: ['/millrace/scripts/main'],
            args: ['arg'],
            volumeMounts: [{ name: 'scripts', mountPath: '/millrace/scripts', readOnly: true }],
          },
        ],
        volumes: [
          {
            name: 'scripts',
            downwardAPI: {
              items: [
                { path: 'main', mode: 0o755, fieldRef: { fieldPath: "metadata.annotations['millrace.dev/script-0']" } },
              ],
            },
          },
        ],
      },
      { annotations: { 'millrace.dev/script-0': script } },
    )
    expect(await node.log(`script-${name}`)).toMatch(expected)
  })

  it('mounts a folder or a single file of a volume, and makes a folder that is missing', async () => {
    const folder = node.claim('parts')
    mkdirSync(join(folder, 'a'))
    writeFileSync(join(folder, 'a', 'file'), 'content')
    const at = (mountPath: string, subPath: string) => ({ name: 'parts', mountPath, subPath })
    await node.run('parts', {
      containers: [
        shell('cat /one/file /etc/hostname /new/place/file; touch /made/here', {
          volumeMounts: [
            at('/one', 'a'),
            at('/etc/hostname', 'a/file'),
            at('/new/place/file', 'a/file'),
            at('/made', 'x/y'),
          ],
        }),
      ],
      volumes: [{ name: 'parts', persistentVolumeClaim: { claimName: 'parts' } }],
    })
    expect(await node.log('parts')).toBe('contentcontentcontent')
    expect(existsSync(join(folder, 'x', 'y', 'here'))).toBe(true)
  })

  it.each([
    ['up', '../..'],
    ['absolute', '/etc'],
    ['link', 'out'],
    ['linked-parent', 'out/passwd'],
  ])('refuses a subPath that leads out of its volume: %s', async (name, subPath) => {
    const folder = node.claim('trap')
    rmSync(join(folder, 'out'), { force: true })
    symlinkSync('/etc', join(folder, 'out'))
    const pod = `escape-${name}`
    node.start(pod, {
      containers: [shell('ls /v', { volumeMounts: [{ name: 'trap', mountPath: '/v', subPath }] })],
      volumes: [{ name: 'trap', persistentVolumeClaim: { claimName: 'trap' } }],
    })
    await until(() => state(node.status(pod))?.waiting?.reason === 'CreateContainerConfigError', 'it is refused')
    expect(state(node.status(pod))?.waiting?.message).toBe(
      'failed to prepare subPath for volumeMount "trap" of container "main"',
    )
  })

  it('expands subPathExpr', async () => {
    node.claim('expr')
    await node.run('expr', {
      containers: [
        shell('touch /v/x', {
          env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
          volumeMounts: [{ name: 'expr', mountPath: '/v', subPathExpr: 'of-$(POD)' } as never],
        }),
      ],
      volumes: [{ name: 'expr', persistentVolumeClaim: { claimName: 'expr' } }],
    })
    expect(existsSync(join(node.claim('expr'), 'of-expr', 'x'))).toBe(true)
  })

  it('mounts below a system folder, whose own entries stay, and inside another volume', async () => {
    const mounts = ['/etc/my-app/conf', '/usr/local/share/my-app', '/var/run/my-app', '/v', '/v/inner/deep'].map(
      (mountPath, i) => ({ name: i === 4 ? 'inner' : 'outer', mountPath }),
    )
    const status = await node.run('below', {
      containers: [
        shell(
          'touch /v/here /v/inner/deep/there; ls /etc/my-app/conf /usr/local/share/my-app /var/run/my-app; test -s /etc/passwd && ls /usr/local/bin > /dev/null && readlink /etc/mtab && touch /etc/x || echo fine',
          { volumeMounts: mounts.reverse() },
        ),
      ],
      volumes: [
        { name: 'outer', emptyDir: {} },
        { name: 'inner', emptyDir: {} },
      ],
    })
    expect(status.phase).toBe('Succeeded')
    const listed =
      '/etc/my-app/conf:\nhere\ninner\n\n/usr/local/share/my-app:\nhere\ninner\n\n/var/run/my-app:\nhere\ninner\n'
    expect(await node.log('below')).toContain(listed)
  })

  it('follows no link of a volume to the machine when it makes a mount point', async () => {
    const folder = node.claim('links')
    const outside = join(node.folder, 'outside')
    mkdirSync(outside)
    rmSync(join(folder, 'way-out'), { force: true })
    symlinkSync(outside, join(folder, 'way-out'))
    await node.run('links', {
      containers: [
        shell('true', {
          volumeMounts: [
            { name: 'links', mountPath: '/v' },
            { name: 'inner', mountPath: '/v/way-out/made' },
          ],
        }),
      ],
      volumes: [
        { name: 'links', persistentVolumeClaim: { claimName: 'links' } },
        { name: 'inner', emptyDir: {} },
      ],
    })
    expect(existsSync(join(outside, 'made'))).toBe(false)
  })

  it.skipIf(!enclosesUsers)('belong to the fsGroup, and containers run as the user they ask for', async () => {
    const folder = node.claim('grouped')
    await node.run('user', {
      securityContext: { runAsUser: 1234, runAsGroup: 2345, fsGroup: 3456 },
      containers: [
        shell('id; touch /v/mine; touch /root/x || echo no; echo $HOME; grep CapEff /proc/self/status', {
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
        }),
        shell('id -u', { name: 'own', securityContext: { runAsUser: 99 } }),
        shell('id -u', { name: 'root', securityContext: { runAsUser: 0 } }),
      ],
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'grouped' } }],
    })
    const log = await node.log('user')
    expect(log).toMatch(/^uid=1234 gid=2345 groups=2345,3456\n/)
    expect(log).toMatch(/no\n\/\nCapEff:\s*0000000000000000\n$/)
    expect(statSync(join(folder, 'mine'))).toMatchObject({ uid: 1234, gid: 3456 })
    expect([await node.log('user', 'own'), await node.log('user', 'root')]).toEqual(['99\n', '0\n'])
  })
})

describe('volumes of the machine', () => {
  it('are refused unless they are allowed', async () => {
    const [sandbox] = testSandboxes()
    const spec = (path: string): Partial<PodSpec> => ({
      containers: [shell('cat /v/x', { volumeMounts: [{ name: 'v', mountPath: '/v' }] })],
      volumes: [{ name: 'v', hostPath: { path } }],
    })
    const strict = startTestNode(sandbox)
    expect(await strict.run('host', spec(strict.folder))).toMatchObject({
      phase: 'Failed',
      reason: 'HostPathNotAllowed',
    })
    await strict.close()
    const lax = startTestNode(sandbox, { hostPaths: true })
    writeFileSync(join(lax.folder, 'x'), 'allowed')
    await lax.run('host', spec(lax.folder))
    expect(await lax.log('host')).toBe('allowed')
    await lax.close()
  })
})
