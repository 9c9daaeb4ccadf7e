import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClusterWorld, leaveNothing, refOf } from '../../contract/cluster/cluster-world.ts'
import { planPodOf, runPod, scripted, textResults } from './run-pod.ts'

/** What a cluster has that runs these pods. */
export interface ShapesWorld extends ClusterWorld {
  /** Containers can run as any user. */
  users: boolean
  /** A namespace that enforces the `restricted` pod security standard. */
  restricted?: string
  /** Containers have the image that they name, and limits. */
  images: boolean
}

const lacking = (what: boolean, reason: string, skip: (reason: string) => void): void => {
  if (!what) skip(reason)
}

/** Pods of every shape that Tekton tasks take, run by a kubelet. */
export const podShapes = (name: string, makeWorld: () => Promise<ShapesWorld>): void => {
  describe(`${name}: a pod of a Tekton task`, { timeout: 60_000 }, () => {
    let world: ShapesWorld
    beforeAll(async () => {
      world = await makeWorld()
    }, 60_000)
    afterAll(async () => {
      await leaveNothing(world)
      await world.close?.()
    })

    describe('steps', () => {
      it('run in order and share /workspace and /tekton/home', async () => {
        const steps = ['one', 'two', 'three'].map((step) =>
          scripted(step, `echo ${step} >>/workspace/order; echo ${step} >>/tekton/home/order; cat /workspace/order`),
        )
        const { seen, log } = await runPod(world, planPodOf({ steps }))
        expect(seen).toMatchObject({ phase: 'succeeded', exitCode: 0 })
        expect(await log('step-three')).toBe('one\ntwo\nthree\n')
      })

      it('run scripts in the language of their first line, with their args', async () => {
        const print = (language: string, text: string, args: string[]) =>
          scripted(language, `#!/usr/bin/env ${language}\n${text}`, {
            container: { name: `step-${language}`, image: 'debian', args },
          })
        const steps = [
          print('bash', '[[ $# == 2 ]] && echo "$1 ${2^^} $$(literal)"', ['one', 'two']),
          print('python3', 'import sys; print(sys.argv[1:], "$$")', ['a b']),
        ]
        const { seen, log } = await runPod(world, planPodOf({ steps, results: textResults('none') }))
        expect(seen.phase).toBe('succeeded')
        expect(await log('step-bash')).toMatch(/^one TWO \d+\(literal\)\n$/)
        expect(await log('step-python3')).toBe("['a b'] $$\n")
      })

      it("run the image's programs, not a shell's, and see its environment", async () => {
        const env = [{ name: 'step', value: 'mine' }]
        const container = { name: 'step-echo', image: 'debian', command: ['echo', '-e', '$(step)\\tb'], env }
        const steps = [{ container }, scripted('env', '#!/usr/bin/env python3\nimport os; print(sorted(os.environ))')]
        steps[1]!.container.image = 'debian'
        const wrapped = await runPod(world, planPodOf({ steps, results: textResults('none') }))
        expect(await wrapped.log('step-echo')).toBe('mine\tb\n')
        const { log } = await runPod(world, planPodOf({ steps: [steps[1]!] }))
        expect(await wrapped.log('step-env')).toBe(await log('step-env'))
      })

      it('fail their task with code and words, and later ones do not run', async () => {
        const steps = [scripted('one', 'exit 3'), scripted('two', 'true')]
        const { seen, pod } = await runPod(world, planPodOf({ steps }))
        expect(seen).toMatchObject({
          phase: 'failed',
          exitCode: 3,
          reason: 'StepFailed',
          message: '"step-one" exited with code 3',
        })
        expect(pod.status?.containerStatuses?.[0]?.state?.terminated).toBeUndefined()
      })

      it('are told that their program is not there', async () => {
        const container = { name: 'step-none', image: 'alpine', command: ['no-such-program'] }
        const bare = await runPod(world, planPodOf({ steps: [{ container }] }))
        expect(bare.seen).toMatchObject({
          phase: 'failed',
          reason: 'StepFailed',
          message: expect.stringMatching(/^"step-none" did not start: .*no-such-program.*not found/s),
        })
        const { seen, log } = await runPod(world, planPodOf({ steps: [{ container, onError: 'continue' }] }))
        expect(seen).toMatchObject({ phase: 'failed', message: '"step-none" exited with code 127' })
        expect(await log('step-none')).toContain('"no-such-program": no such program')
      })

      it('that run out of memory say so', async ({ skip }) => {
        lacking(world.images, 'this kubelet enforces no limits', skip)
        const container = { name: 'step-eat', image: 'debian', resources: { limits: { memory: '32Mi' } } }
        const script = '#!/usr/bin/env python3\nx = bytearray(200 << 20)'
        for (const results of [undefined, textResults('none')]) {
          const { seen } = await runPod(world, planPodOf({ steps: [scripted('eat', script, { container })], results }))
          expect(seen).toMatchObject({
            phase: 'failed',
            reason: 'StepOOM',
            message: '"step-eat" ran out of memory (limit 32Mi)',
            exitCode: 137,
          })
        }
      })
    })

    describe('results', () => {
      it('are texts as they were written', async () => {
        const large = 'x'.repeat(2048)
        const steps = [
          scripted('one', `printf plain >/tekton/results/text; printf '["a","b"]' >/tekton/results/array`),
          scripted('two', `printf 'é\\nline\\n' >/tekton/results/lines; printf ${large} >/tekton/results/large`),
        ]
        const results = textResults('text', 'array', 'lines', 'large', 'absent')
        const { seen } = await runPod(world, planPodOf({ steps, results }))
        expect(seen).toMatchObject({
          phase: 'succeeded',
          results: { text: 'plain', array: '["a","b"]', lines: 'é\nline\n', large },
        })
        expect(seen.results).not.toHaveProperty('absent')
      })

      it('of 5 KB are refused by name, size and limit', async () => {
        const steps = [scripted('one', `head -c 5120 /dev/zero >/tekton/results/big; echo 1 >/tekton/results/small`)]
        const { seen } = await runPod(world, planPodOf({ steps, results: textResults('small', 'big') }))
        expect(seen).toMatchObject({
          phase: 'failed',
          reason: 'ResultTooLarge',
          message: expect.stringMatching(/^result "big" has 5120 bytes: .* leaves 4096 for them\. Write .* workspace/s),
        })
        expect(seen).not.toHaveProperty('results')
      })

      it('of a task that fails are there for those who run after it', async () => {
        const steps = [
          scripted('one', 'echo -n early >/tekton/results/early; exit 3'),
          scripted('two', 'echo -n late >/tekton/results/late'),
        ]
        const { seen } = await runPod(world, planPodOf({ steps, results: textResults('early', 'late') }))
        expect(seen).toMatchObject({
          phase: 'failed',
          exitCode: 3,
          reason: 'StepFailed',
          message: '"step-one" exited with code 3',
          results: { early: 'early' },
        })
        expect(seen.results).toEqual({ early: 'early' })
      })

      it('of a step can be the task’s', async () => {
        const path = '/tekton/steps/step-one/results/own'
        const results = [{ name: 'ours', type: 'string' as const, path }]
        const { seen } = await runPod(world, planPodOf({ steps: [scripted('one', `echo -n 1 >${path}`)], results }))
        expect(seen.results).toEqual({ ours: '1' })
      })

      it('that cannot be read are told with their mode', async ({ skip }) => {
        lacking(world.users, 'containers here run as one user', skip)
        const container = { name: 'step-one', image: 'alpine', securityContext: { runAsUser: 2000 } }
        const steps = [scripted('one', 'umask 077; echo 1 >/tekton/results/secret', { container })]
        const spec = { securityContext: { runAsUser: 1000 }, dnsPolicy: 'Default' }
        const { seen } = await runPod(world, planPodOf({ steps, spec, results: textResults('secret') }))
        expect(seen).toMatchObject({
          phase: 'failed',
          reason: 'ResultUnreadable',
          message: expect.stringContaining('result "secret": /tekton/results/secret (mode -rw-------)'),
        })
      })
    })

    describe('the runner', () => {
      it('lets the task go on after a step, whose exit code the next one reads', async () => {
        const read = (folder: string) => `[ "$(cat /tekton/steps/${folder}/exitCode)" = 5 ]`
        const steps = [
          scripted('one', 'exit 5', { onError: 'continue' }),
          scripted('two', `${read('step-one')}; ${read('0')}; ! echo 0 >/tekton/steps/0/exitCode`),
        ]
        const { seen } = await runPod(world, planPodOf({ steps }))
        expect(seen).toMatchObject({ phase: 'succeeded', exitCode: 0 })
      })

      it.each([
        ['without results', undefined],
        ['with results', textResults('started')],
      ])('ends a step that takes too long, %s', async (_title, results) => {
        const steps = [
          scripted('slow', 'echo -n 1 >/tekton/results/started; sleep 300', { timeout: 1_500, onError: 'continue' }),
          scripted('never', 'echo -n 2 >/tekton/results/started'),
        ]
        const { seen } = await runPod(world, planPodOf({ steps, results }))
        expect(seen).toMatchObject({
          phase: 'failed',
          reason: 'StepFailed',
          message: '"step-slow" exited because the step exceeded the specified timeout limit',
          exitCode: 1,
        })
        expect(seen.results).toEqual(results && { started: '1' })
      })

      it('hands on the signal of a stopped pod, and the exit code of what it ends', async () => {
        const script = `trap 'echo told; exit 7' TERM; echo up; while :; do sleep 0.1; done`
        let stopped = false
        const planPod = planPodOf({ steps: [scripted('one', script)], results: textResults('none') })
        const { seen, log } = await runPod(world, planPod, async ({ phase }, pod) => {
          if (stopped || phase !== 'running') return
          stopped = true
          await world.cluster.stopPod(refOf(pod))
        })
        expect(seen).toMatchObject({ phase: 'failed', reason: 'DeadlineExceeded', exitCode: 7 })
        expect(await log('step-one')).toBe('up\ntold\n')
      })

      it('runs in an image that has nothing but its program', async ({ skip }) => {
        lacking(world.images, 'containers here have the programs of the machine', skip)
        const container = { name: 'step-pause', image: 'registry.k8s.io/pause:3.10', command: ['/pause'] }
        const { seen } = await runPod(world, planPodOf({ steps: [{ container, timeout: 1_000 }] }))
        expect(seen.message).toBe('"step-pause" exited because the step exceeded the specified timeout limit')
      })

      it('and the collector do their work as the user of the pod, under the restricted standard', async ({ skip }) => {
        lacking(world.users, 'containers here run as one user', skip)
        const securityContext = {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        }
        const container = (name: string) => ({ name, image: 'alpine', securityContext })
        const steps = [
          scripted('one', 'umask 077; id -u >/tekton/results/user; exit 4', {
            onError: 'continue',
            container: container('step-one'),
          }),
          scripted('two', '[ "$(cat /tekton/steps/step-one/exitCode)" = 4 ]', { container: container('step-two') }),
        ]
        const spec = { securityContext: { runAsNonRoot: true, runAsUser: 1000 }, dnsPolicy: 'Default' }
        const planPod = planPodOf({ steps, spec, results: textResults('user') })
        const { seen } = await runPod({ ...world, namespace: world.restricted ?? world.namespace }, planPod)
        expect(seen).toMatchObject({ phase: 'succeeded', results: { user: '1000\n' } })
      })
    })

    describe('a sidecar', () => {
      const volumes = [{ name: 'shared', emptyDir: {} }]
      const volumeMounts = [{ name: 'shared', mountPath: '/shared' }]
      const sidecar = (script: string, more: object = {}) =>
        scripted('side', script, { container: { name: 'sidecar-side', image: 'alpine', volumeMounts, ...more } })
      const step = (script: string) =>
        scripted('one', script, { container: { name: 'step-one', image: 'alpine', volumeMounts } })

      it('that is to be ready holds the first step back until it is', async () => {
        const probe = (command: string) => ({ exec: { command: ['sh', '-c', command] }, periodSeconds: 1 })
        const sidecars = [
          sidecar('sleep 1; touch /shared/started; sleep 1; touch /shared/ready; sleep 300', {
            startupProbe: probe('test -e /shared/started'),
            readinessProbe: { ...probe('test -e /shared/ready'), failureThreshold: 1 },
          }),
        ]
        const { seen } = await runPod(world, planPodOf({ steps: [step('ls /shared/ready')], sidecars, volumes }))
        expect(seen).toMatchObject({ phase: 'succeeded' })
      })

      it('that ignores SIGTERM does not delay success', async () => {
        const script = `trap '' TERM; touch /shared/up; while :; do sleep 0.1; done`
        const steps = [step('until [ -e /shared/up ]; do sleep 0.1; done')]
        const { seen, pod } = await runPod(world, planPodOf({ steps, sidecars: [sidecar(script)], volumes }))
        expect(seen.phase).toBe('succeeded')
        expect(pod.status?.initContainerStatuses?.at(-1)?.state).toHaveProperty('running')
      })

      it('that has ended does not start again', async () => {
        const sidecars = [sidecar('echo once >>/shared/count; exit 9')]
        const steps = [step('sleep 2; cat /shared/count')]
        const { seen, log, pod } = await runPod(world, planPodOf({ steps, sidecars, volumes }))
        expect(seen.phase).toBe('succeeded')
        expect(await log('step-one')).toBe('once\n')
        expect(await log('sidecar-side')).toContain('exited with code 9')
        expect(pod.status?.initContainerStatuses?.find(({ name }) => name === 'sidecar-side')?.restartCount).toBe(0)
      })
    })
  })
}
