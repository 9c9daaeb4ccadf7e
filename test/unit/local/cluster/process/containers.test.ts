import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { shell, startTestNode, state, testSandboxes, until } from './test-node.ts'

describe.each(testSandboxes().map((sandbox) => ({ sandbox, name: sandbox.name })))(
  'a container ($name)',
  ({ sandbox }) => {
    const node = startTestNode(sandbox)
    afterAll(() => node.close())

    it('runs its command and reports its start and its end in one status write each', async () => {
      const status = await node.run('plain', { containers: [shell('echo out; echo err >&2; sleep 0.2; exit 3')] })
      expect(status.phase).toBe('Failed')
      expect(state(status)?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' })
      expect(await node.log('plain')).toBe('out\nerr\n')
      // A pod that takes long to set up is said to be Pending before.
      const [running, ...rest] = node.statuses('plain').filter(({ phase }) => phase !== 'Pending')
      expect([running?.phase, ...rest.map(({ phase }) => phase)]).toEqual(['Running', 'Failed'])
      expect(running?.containerStatuses?.[0]).toMatchObject({ ready: true, started: true })
    })

    it('runs args alone as a command, or with the program that the image is named after', async () => {
      await node.run('args', { containers: [{ name: 'main', image: 'busybox', args: ['echo', 'hello'] }] })
      expect(await node.log('args')).toBe('hello\n')
      const image = 'registry.example/library/bash:5.2@sha256:00'
      await node.run('named', { containers: [{ name: 'main', image, args: ['-c', 'echo $((6 * 7))'] }] })
      expect(await node.log('named')).toBe('42\n')
    })

    it('finds Python under either name', async () => {
      await node.run('python', {
        containers: [{ name: 'main', image: 'python:3.9', command: ['python'], args: ['-c', 'print(6 * 7)'] }],
      })
      expect(await node.log('python')).toBe('42\n')
    })

    it('ends with Completed and the conditions of a pod that is through', async () => {
      const status = await node.run('through', { containers: [shell('true')] })
      expect(state(status)?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' })
      expect(status.conditions?.map(({ type, status, reason }) => [type, status, reason])).toEqual([
        ['PodReadyToStartContainers', 'False', undefined],
        ['Initialized', 'True', 'PodCompleted'],
        ['Ready', 'False', 'PodCompleted'],
        ['ContainersReady', 'False', 'PodCompleted'],
        ['PodScheduled', 'True', undefined],
      ])
    })

    it('sees the system read-only, folders of its own, and nothing else of the machine', async () => {
      const script = `
      touch /usr/probe 2>/dev/null && echo usr is writable
      touch /etc/probe 2>/dev/null && echo etc is writable
      for folder in / /tmp /var/tmp /root /home /run /dev/shm; do touch $folder/own || echo $folder is not writable; done
      ls -A /home /root | grep -v -e own -e : -e '^$'
      ls -d ${node.folder} 2>/dev/null
      echo x > /dev/null; head -c 4 /dev/urandom | wc -c
      cat <(echo fd) ; pwd; hostname; echo $$$$
      ls /proc | grep -c '^[0-9]'
    `
      const status = await node.run('view', { containers: [shell(script, { command: ['bash', '-c', script] })] })
      expect(status.phase).toBe('Succeeded')
      expect((await node.log('view')).trim().split('\n').slice(0, -1)).toEqual(['4', 'fd', '/', 'view', '1'])
      // Its own processes only: bash, ls and grep.
      expect(Number((await node.log('view')).trim().split('\n').at(-1))).toBeLessThanOrEqual(4)
      const second = await node.run('view-2', { containers: [shell('ls -A /tmp /root /home')] })
      expect(second.phase).toBe('Succeeded')
      expect(await node.log('view-2')).not.toContain('own')
    })

    it('has no rights over the machine: it cannot mount, nor turn its switches', async () => {
      const script =
        'mount -t tmpfs x /mnt || echo no mount; cat /proc/sys/vm/swappiness > /proc/sys/vm/swappiness || echo no switch'
      await node.run('rights', { containers: [shell(`mkdir -p /mnt; { ${script}; } 2>/dev/null`)] })
      expect(await node.log('rights')).toBe('no mount\nno switch\n')
    })

    it('works in its working directory, which is made for it', async () => {
      await node.run('folder', { containers: [shell('pwd; touch here', { workingDir: '/work/deep/down' })] })
      expect(await node.log('folder')).toBe('/work/deep/down\n')
    })

    it('inherits nothing of our environment', async () => {
      await node.run('bare', { containers: [{ name: 'main', command: ['env'] }] })
      expect((await node.log('bare')).trim().split('\n').sort()).toEqual([
        'HOME=/root',
        'HOSTNAME=bare',
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ])
    })

    it.each([
      ['absent', ['nosuch-command', 'x'], 'exec: "nosuch-command": executable file not found in $PATH'],
      ['no-file', ['/no/such'], 'exec: "/no/such": stat /no/such: no such file or directory'],
      ['folder-command', ['/etc'], 'exec: "/etc": is a directory'],
      ['not-executable', ['/etc/passwd'], 'exec: "/etc/passwd": permission denied'],
    ])('fails to start as a real one does: %s', async (name, command, message) => {
      const status = await node.run(name, { containers: [{ name: 'main', command }] })
      expect(status.phase).toBe('Failed')
      expect(state(status)?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' })
      expect(state(status)?.terminated?.message).toContain(message)
      expect(state(status)?.terminated?.startedAt).toBe('1970-01-01T00:00:00Z')
      expect(await node.log(name)).toBe('')
      expect(node.events).toContainEqual(expect.objectContaining({ pod: name, type: 'Warning', reason: 'Failed' }))
    })

    it.each([
      ['nothing', {}],
      ['args-only', { args: ['x'] }],
    ])('says that it needs a command, because images are not pulled: %s', async (name, given) => {
      const status = await node.run(name, { containers: [{ name: 'main', image: 'busybox', ...given }] })
      expect(state(status)?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' })
      expect(state(status)?.terminated?.message).toMatch(/images are not pulled here/)
    })

    it('reports a script whose interpreter is missing in its log, as a container runtime does', async () => {
      const status = await node.run(
        'interpreter',
        {
          containers: [shell('', { command: ['/s/run'], volumeMounts: [{ name: 's', mountPath: '/s' }] })],
          volumes: [
            {
              name: 's',
              downwardAPI: {
                items: [{ path: 'run', mode: 0o755, fieldRef: { fieldPath: "metadata.annotations['s']" } }],
              },
            },
          ],
        },
        { annotations: { s: '#!/no/such/interpreter\n' } },
      )
      expect(state(status)?.terminated).toMatchObject({ exitCode: 127, reason: 'Error' })
      expect(await node.log('interpreter')).toMatch(/\/s\/run.*No such file/)
    })

    it('reports its termination message, and shares 12 KiB among the containers', async () => {
      const status = await node.run('message', {
        initContainers: [shell('true', { name: 'a' }), shell('true', { name: 'b' }), shell('true', { name: 'c' })],
        containers: [
          shell('printf done > /dev/termination-log'),
          shell('seq 1 3000 > /some/where', { name: 'long', terminationMessagePath: '/some/where' }),
        ],
      })
      expect(state(status)?.terminated?.message).toBe('done')
      const whole = Array.from({ length: 3000 }, (_, i) => `${i + 1}\n`).join('')
      expect(state(status, 'long')?.terminated?.message).toBe(whole.slice(-4096).slice(0, Math.floor(12288 / 5)))
    })

    it('takes its termination message from the end of its log when it asks for that and fails', async () => {
      const policy = { terminationMessagePolicy: 'FallbackToLogsOnError' as const }
      const script = 'i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo line $i; done'
      const status = await node.run('last-words', {
        containers: [
          shell(`${script}; exit 1`, policy),
          shell(script, { name: 'fine', ...policy }),
          shell(`${script}; exit 1`, { name: 'silent' }),
        ],
      })
      const expected = Array.from({ length: 80 }, (_, i) => `line ${i + 121}\n`).join('')
      expect(state(status)?.terminated?.message).toBe(expected)
      expect(state(status, 'fine')?.terminated?.message).toBeUndefined()
      expect(state(status, 'silent')?.terminated?.message).toBeUndefined()
    })

    it('leaves no process behind when its command ends', async () => {
      const marker = `millrace-left-behind-${process.pid}-${sandbox.name.length}`
      await node.run('leaver', {
        containers: [
          shell(`setsid sh -c 'exec -a ${marker} sleep 300 || sleep 300 ${marker}' & sleep 300 & sleep 0.1`),
        ],
      })
      const left = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(marker))
      expect(left).toEqual([])
    })

    it('is forgotten with all its files', async () => {
      const pod = node.start('forgotten', { containers: [shell('echo x')] })
      await until(() => node.status('forgotten')?.phase === 'Succeeded', 'pod ends')
      const folder = join(node.folder, 'node', 'pods', pod.metadata.uid!)
      expect(existsSync(folder)).toBe(true)
      node.kubelet.forget(pod)
      await until(() => !existsSync(folder), 'folder is removed')
    })

    it('runs beside many others', async () => {
      const names = Array.from({ length: 50 }, (_, i) => `many-${i}`)
      const statuses = await Promise.all(
        names.map((name, i) => node.run(name, { containers: [shell(`sleep 0.1; echo ${name}; exit ${i % 3}`)] })),
      )
      expect(statuses.map((status) => state(status)?.terminated?.exitCode)).toEqual(names.map((_, i) => i % 3))
      expect(await Promise.all(names.map((name) => node.log(name)))).toEqual(names.map((name) => `${name}\n`))
    })
  },
)

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
