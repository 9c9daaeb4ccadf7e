import { setTimeout as wait } from 'node:timers/promises'
import { figure, heading, median, quantile } from '../budget.ts'
import type { Invocation, NetworkCall } from './invocation.ts'
import { longestSequence } from './longest-sequence.ts'
import { measuredWorld } from './measured-world.ts'
import { scriptedKubelet } from './scripted-kubelet.ts'
import { table } from './table.ts'
import { chain } from './workload.ts'

const chains = 12
const length = 10
/** Longer than the watcher waits between two messages about one run, so that news goes at once. */
const runMs = 200

/** From the end of a task's container to the creation of the next task's pod. Epoch ms. */
export interface HandOver {
  task: number
  endedAt: number
  createdAt: number
}

const now = (): number => performance.timeOrigin + performance.now()

const measure = async (): Promise<{ handOvers: HandOver[]; invocations: Invocation[] }> => {
  const endedAt: number[] = []
  let handOvers: HandOver[] = []
  const onCreated = (task: number): void => {
    if (task > 0) handOvers.push({ task: task - 1, endedAt: endedAt[task - 1]!, createdAt: now() })
  }
  const onEnded = (task: number): void => {
    endedAt[task] = now()
  }
  const world = await measuredWorld(scriptedKubelet({ script: { runMs, log: 'done\n' }, onCreated, onEnded }))
  try {
    const run = async (name: string): Promise<void> => {
      const runId = await world.files.submit(chain(length).text, name)
      while ((await world.headers.get(runId))?.endedAt === undefined) await wait(100)
    }
    // Whatever is to be loaded is loaded by these: collect comes a second after the first task, so they are two.
    for (const name of ['first', 'second']) await run(name)
    handOvers = []
    for (let n = 0; n < chains; n++) await run(`chain-${n}`)
    // The watcher tells what it did when it has ended.
    while ((await world.leases.read('watcher')) !== undefined) await wait(200)
    await wait(500)
    return { handOvers, invocations: world.invocations() }
  } finally {
    await world.stop()
  }
}

/** What a hand-over went through: the watcher's send, then what `advance` and `dispatch` did, up to the pod. */
export interface Way {
  send: NetworkCall
  advance: Invocation
  dispatch: Invocation
  create: NetworkCall
}

const isIn = ({ endedAt, createdAt }: HandOver, at: number): boolean => at >= endedAt && at <= createdAt

export const wayOf = (handOver: HandOver, invocations: readonly Invocation[]): Way | undefined => {
  const began = invocations.filter(({ started }) => isIn(handOver, started))
  const saw = ({ messages }: Invocation): boolean =>
    messages.some(({ observations = [] }) => observations.some(([task]) => task === handOver.task))
  const advance = began.find((one) => one.name === 'advance' && saw(one))
  const dispatch = began.findLast(({ name }) => name === 'dispatch')
  const create = dispatch?.calls.find(({ service, action }) => service === 'kubernetes' && action === 'POST')
  const send = invocations
    .filter(({ name }) => name === 'watch')
    .flatMap(({ calls }) => calls.filter(({ service }) => service === 'sqs'))
    .findLast(({ started }) => isIn(handOver, started) && started <= (advance?.started ?? 0))
  return send && advance && dispatch && create && { send, advance, dispatch, create }
}

/** What was waited for over the network, one after the other, in words. */
export const awaitsOf = ({ send, advance, dispatch, create }: Way): string[] => {
  const before = (calls: readonly NetworkCall[], at: number) => calls.filter(({ started }) => started < at)
  const named = (name: string, calls: readonly NetworkCall[]) =>
    longestSequence(calls, () => 1).map(({ service, action }) => `${name}: ${service} ${action}`)
  return [
    ...named('watch', [send]),
    ...named('advance', before(advance.calls, dispatch.started)),
    ...named('dispatch', before(dispatch.calls, create.started)),
    ...named('dispatch', [create]),
  ]
}

/** Ms of each part of the way. */
const sections = ({ endedAt, createdAt }: HandOver, { send, advance, dispatch }: Way): Record<string, number> => {
  const sent = advance.calls.filter(({ service }) => service === 'sqs').map(({ ended }) => ended)
  const handed = Math.min(dispatch.started, ...sent)
  return {
    'shown by the cluster → sent by watch': send.started - endedAt,
    'send to work, and its delivery': advance.started - send.started,
    'advance, until the send to dispatch is done': handed - advance.started,
    'the delivery of dispatch': dispatch.started - handed,
    'dispatch, until the pod is created': createdAt - dispatch.started,
  }
}

/** Of many the one that comes most often, and how often. */
const usual = (lists: readonly string[][]): { list: string[]; times: number } => {
  const [most = []] = [...Map.groupBy(lists, (list) => list.join('|')).values()].sort((a, b) => b.length - a.length)
  return { list: most[0] ?? [], times: most.length }
}

export const reportHandOver = async (): Promise<void> => {
  heading(`Hand-over through the emulated system, warm: ${chains} chains of ${length}, one after the other`)
  const { handOvers, invocations } = await measure()
  const took = handOvers.map(({ endedAt, createdAt }) => createdAt - endedAt)
  const ways = handOvers.flatMap((handOver) => {
    const way = wayOf(handOver, invocations)
    return way ? [{ handOver, way }] : []
  })
  const { list, times } = usual(ways.map(({ way }) => awaitsOf(way)))
  figure('hand-over: p50', median(took), { atMost: 40 }, 'ms')
  console.log(`hand-over: p90 ${quantile(took, 0.9).toFixed(1)} ms, of ${took.length}`)
  figure('hand-over: awaits that cross a network on AWS, in sequence', list.length, { atMost: 7 }, 'awaits')
  console.log(
    `the sequence, in ${times} of ${ways.length} hand-overs (two deliveries by Lambda’s pollers come besides):`,
  )
  for (const [n, one] of list.entries()) console.log(`  ${n + 1}. ${one}`)
  const all = ways.map(({ handOver, way }) => sections(handOver, way))
  const rows = Object.keys(all[0] ?? {}).map((name) => [name, median(all.map((one) => one[name] ?? 0))])
  console.log(table(['where the time goes', 'p50 ms'], rows))
}
