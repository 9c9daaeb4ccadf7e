import { createApplyDefinition } from '../../lib/app/apply-definition.ts'
import { runIdOf } from '../../lib/app/run-id.ts'
import type { QueueName, RunId } from '../../lib/core/message.ts'
import { dialectOf } from '../../lib/dialects/dialects.ts'
import { readDocuments } from '../../lib/dialects/yaml/read.ts'
import { labels, manager, nonceAnnotation } from '../../lib/pods/labels.ts'
import { podName } from '../../lib/pods/name.ts'
import type { World } from '../../lib/simulation/world.ts'
import { type Documents, kontrolerDocument, tektonDocument } from './document.ts'
import type { Spec } from './spec.ts'

export const namespace = 'default'
export const strangersNonce = 'a stranger’s'

export const runIdIn = ({ language }: Spec): RunId =>
  runIdOf(namespace, `${language === 'tekton' ? 'PipelineRun' : 'DagRun'}/world`)

const documentsOf = ({ language, one, workspace, timeouts }: Spec): Documents =>
  language === 'tekton' ? tektonDocument(one, { workspace, timeouts }) : kontrolerDocument(one, { workspace })

/** A pod of somebody else that looks like ours in one way or another. Answers its name. */
const placeStranger = async (world: World, spec: Spec, of: 'name' | 'labels' | 'run'): Promise<string> => {
  const { plan } = spec.one
  const task = Math.floor(world.random.fraction() * plan.tasks.length)
  const { name: taskName } = plan.tasks[task]!
  const attempt = Math.floor(world.random.fraction() * 2)
  const runId = of === 'run' ? runIdOf(namespace, 'another') : runIdIn(spec)
  const name = of === 'labels' ? 'a-stranger' : podName({ runId, task, taskName, attempt })
  const { created } = await world.kube.cluster.createPod({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: {
        [labels.managedBy]: manager,
        [labels.installation]: world.settings.installation,
        [labels.run]: runId,
        [labels.task]: taskName,
        [labels.attempt]: String(attempt),
      },
      annotations: { [nonceAnnotation]: strangersNonce },
    },
    spec: { containers: [{ name: 'main', image: 'busybox' }], restartPolicy: 'Never' },
  })
  if (created) world.trace.tell('stranger', `creates pod ${name}`)
  return created ? name : ''
}

/** People, and what they do to the run while it goes on. */
export const letPeopleAct = async (world: World, spec: Spec, strangers: Set<string>): Promise<void> => {
  const { clock, queues, chaos, trace } = world
  const documents = documentsOf(spec)
  const runId = runIdIn(spec)
  const at = (time: number, act: () => Promise<void>): void => void clock.wait(time).then(act)
  const send = (queue: QueueName, body: object): Promise<void> => queues.send(queue, [{ body: JSON.stringify(body) }])
  const submit = (text: string): Promise<void> => {
    trace.tell('user', 'submits the run')
    return send('submit', { type: 'run.submit', namespace, key: 'world', text })
  }

  const define = createApplyDefinition(world)
  for (const { kind, name, text } of documents.definitions) {
    const [document] = readDocuments(text, 'definition').documents
    await define(dialectOf(document!)!, document!, { namespace, kind, name })
  }
  await submit(documents.run)
  for (const time of spec.resubmits)
    at(time, () => {
      chaos.note('user.resubmit')
      return submit(documents.run)
    })
  for (const time of spec.otherBodies)
    at(time, () => {
      chaos.note('user.otherBody')
      return submit(documents.run.replace('"metadata":{', '"metadata":{"annotations":{"other":"body"},'))
    })
  for (const { at: time, mode } of spec.cancels)
    at(time, () => {
      chaos.note('user.cancel')
      trace.tell('user', `cancels the run${mode ? ` (${mode})` : ''}`)
      return send('work', { type: 'run.cancel', runId, ...(mode && { mode }) })
    })
  for (const time of spec.secondWatchers)
    at(time, () => {
      chaos.note('watch.second')
      return send('watch', { type: 'cluster.watch' })
    })
  for (const { at: time, of } of spec.strangers)
    at(time, async () => {
      chaos.note('pod.foreign')
      strangers.add(await placeStranger(world, spec, of))
    })
}
