import { figure, heading } from '../budget.ts'
import { billOf, totalOf } from './bill.ts'
import type { Figures } from './figures.ts'
import { modelledMs } from './modelled-time.ts'
import { costOf } from './prices.ts'
import { table } from './table.ts'
import type { Usage } from './usage.ts'

const million = 1_000_000

const rows: readonly [name: string, of: (usage: Usage) => number][] = [
  ['DynamoDB write units', ({ writeUnits }) => writeUnits],
  ['DynamoDB read units', ({ readUnits }) => readUnits],
  ['messages', ({ messages }) => messages],
  ['SQS requests', ({ sqsRequests }) => sqsRequests],
  ['invocations', ({ invocations }) => invocations],
  ['Lambda GB-s, modelled', ({ gbSeconds }) => gbSeconds],
  ['Lambda GB-s, as here', ({ gbSecondsHere }) => gbSecondsHere],
  ['S3 PUT and LIST', ({ s3Writes }) => s3Writes],
  ['S3 GET and HEAD', ({ s3Reads }) => s3Reads],
  ['bytes of functions’ logs', ({ logBytes }) => logBytes],
]

const byWorkload = (name: string, all: readonly Figures[], usageOf: (figures: Figures) => Usage): string =>
  table(
    [name, ...all.map((one) => one.name)],
    rows.map(([row, of]) => [row, ...all.map((one) => of(usageOf(one)))]),
  )

export const reportCounts = (all: readonly Figures[]): void => {
  heading('What a task uses, counted')
  console.log(byWorkload('without watcher and archive', all, ({ parts }) => parts.tasks))
  console.log()
  console.log(byWorkload('the archive of its log', all, ({ parts }) => parts.archive))
  console.log()
  console.log(byWorkload('the watcher, as busy as here', all, ({ parts }) => parts.watcher))
  console.log()
  const verbs = [...new Set(all.flatMap(({ requests }) => Object.keys(requests)))].sort()
  console.log(
    table(
      ['requests to Kubernetes', ...all.map(({ name }) => name)],
      [
        ...verbs.map((verb) => [verb, ...all.map(({ requests }) => requests[verb] ?? 0)]),
        ['first of their environment', ...all.map(({ coldShare }) => `${(coldShare * 100).toFixed(0)} %`)],
        ['s until the run had ended', ...all.map(({ measured }) => measured.tookMs / 1_000)],
      ],
    ),
  )
}

const containers = 1

const limits = {
  chain: { writeUnits: 2, readUnits: 4, messages: 3, invocations: 3, requests: 3 + containers },
  wide: { writeUnits: 0.5, readUnits: undefined, messages: 0.15, invocations: 0.15, requests: 3 + containers },
}

const reportOne = ({ name, shape, parts, both, requests }: Figures): void => {
  const limit = limits[shape]
  const one = (what: string, value: number, atMost: number | undefined, unit: string): void => {
    if (atMost !== undefined) figure(`${name}: ${what}`, value, { atMost }, unit)
  }
  one('write units', both.writeUnits, limit.writeUnits, 'units')
  one('read units', both.readUnits, limit.readUnits, 'units')
  one('messages', parts.tasks.messages, limit.messages, 'messages')
  one('messages, archive’s included', both.messages, limit.messages, 'messages')
  one('invocations, archive’s included', both.invocations, limit.invocations, 'calls')
  one(
    'Kubernetes requests',
    Object.values(requests).reduce((a, b) => a + b, 0),
    limit.requests,
    'requests',
  )
}

export const reportBudgets = (all: readonly Figures[]): void => {
  heading('What a task uses, beside its budget')
  for (const one of all) reportOne(one)
}

const dollarBudget = { chain: 7, wide: 2 }

export const reportDollars = (all: readonly Figures[]): void => {
  heading('Dollars per million tasks')
  const bills = all.map(({ parts }) => billOf(scaled(parts.tasks)))
  const kinds = Object.keys(bills[0] ?? {})
  const total = (pick: (figures: Figures) => Usage) => all.map((one) => totalOf(billOf(scaled(pick(one)))))
  console.log(
    table(
      ['', ...all.map(({ name }) => name)],
      [
        ...kinds.map((kind) => [kind, ...bills.map((bill) => bill[kind] ?? 0)]),
        ['all, without watcher and archive', ...total(({ parts }) => parts.tasks)],
        ['the archive of logs', ...total(({ parts }) => parts.archive)],
        ['of it S3 requests', ...all.map(({ parts }) => billOf(scaled(parts.archive))['S3 requests'] ?? 0)],
        ['the watcher, as busy as here', ...total(({ parts }) => parts.watcher)],
      ],
    ),
  )
  for (const one of all) {
    const dollars = totalOf(billOf(scaled(one.parts.tasks)))
    figure(`${one.name}: a million tasks`, dollars, { atMost: dollarBudget[one.shape] }, '$')
  }
}

const scaled = (usage: Usage): Usage =>
  Object.fromEntries(
    Object.entries(usage).map(([name, amount]) => [name, (amount as number) * million]),
  ) as unknown as Usage

/** What time of Lambda is made of: that is what differs between warm and cold. */
export const reportTime = (all: readonly Figures[]): void => {
  heading('Where the time of Lambda goes, per task')
  const lines = all.flatMap(({ name, measured }) =>
    ['resolve', 'dispatch', 'advance', 'collect'].map((one) => {
      const some = measured.invocations.filter((invocation) => invocation.name === one)
      const { memoryMb } = measured.functions[one]!
      const sum = (of: (invocation: (typeof some)[number]) => number): number =>
        some.reduce((total, invocation) => total + of(invocation), 0) / measured.tasks
      return [
        name,
        one,
        memoryMb,
        some.length / measured.tasks,
        sum(({ initCpuMs = 0 }) => initCpuMs),
        sum(({ cpuMs }) => cpuMs),
        sum((invocation) => modelledMs(invocation, memoryMb)),
        sum(({ started, ended }) => ended - started),
      ]
    }),
  )
  console.log(
    table(
      ['workload', 'function', 'MB', 'invocations', 'loading ms', 'processor ms', 'modelled ms', 'ms as here'],
      lines,
    ),
  )
}

/** A put of one unit; a message that is sent, received and deleted; and the function that gets it. */
export const reportBeside = (): void => {
  const transitions = costOf('stepFunctionsTransitions', million)
  const put = costOf('dynamoWrites', million)
  const message = costOf('sqsRequests', 3 * million)
  heading('Beside it, dollars per million tasks')
  console.log(
    table(
      ['', 'dollars'],
      [
        ['the floor: one put of a unit and one message (3 requests)', put + message],
        ['Step Functions standard, one state per task', transitions],
        ['with eks:runJob.sync: one transition, the job and its pods are the cluster’s', transitions],
        ['and an eks:call that deletes the job afterwards', 2 * transitions],
        ['each retry of a task, besides', transitions],
      ],
    ),
  )
}
