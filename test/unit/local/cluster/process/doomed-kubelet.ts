/**
 * Run by a test as a process of its own, which the test kills: starts pods in the sandbox with the name given, whose
 * processes are recognised by the marker, and says so when all of them run.
 */
import { shell, startTestNode, testSandboxes, until } from './test-node.ts'

const [, , name, marker, count] = process.argv
const sandbox = testSandboxes().find((candidate) => candidate.name === name)
const node = startTestNode(sandbox)
const pods = Array.from({ length: Number(count) }, (_, i) => `doomed-${i}`)
console.log(`folder ${node.folder}`)
for (const pod of pods) {
  const deaf = shell(`trap "" TERM HUP INT; setsid sleep ${marker} & sleep ${marker} & wait`, { name: 'deaf' })
  node.start(pod, { containers: [{ name: 'main', command: ['sleep', marker!] }, deaf] })
}
await until(() => pods.every((pod) => node.status(pod)?.phase === 'Running'), 'all pods run', 30_000)
console.log('running')
setInterval(() => undefined, 1000)
