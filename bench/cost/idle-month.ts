import { metrics } from '../../functions/edge/metrics.ts'
import type { ResolvedTemplate } from '../../test/system/emulator/template.ts'
import { type MappingProperties, queueMappings } from '../../test/system/lambda/event-source.ts'
import { schedules } from '../../test/system/lambda/schedule.ts'
import { figure, heading } from '../budget.ts'
import { assumptions } from './assumptions.ts'
import { billOf } from './bill.ts'
import type { MeasuredWorld } from './measured-world.ts'
import { partsOf } from './parts.ts'
import { costOf, prices } from './prices.ts'
import { figuresOf } from './run-workload.ts'
import { table } from './table.ts'
import { divided, type Usage } from './usage.ts'

const { idlePollers, pollSeconds, monthSeconds } = assumptions

export interface Item {
  what: string
  how: string
  dollars: number
  isAlarm?: boolean
}

const queueItem = (mapping: MappingProperties): Item => {
  const atMost = mapping.ScalingConfig.MaximumConcurrency
  return {
    what: `polling of ${mapping.EventSourceArn.split('-').at(-1)}`,
    how: `${idlePollers} pollers × a request every ${pollSeconds} s; ${atMost} invocations at most`,
    dollars: costOf('sqsRequests', idlePollers * (monthSeconds / pollSeconds)),
  }
}

const tickItems = (times: number, tick: Usage): Item[] =>
  Object.entries(billOf(tick)).flatMap(([kind, dollars]) =>
    dollars === 0
      ? []
      : [
          {
            what: `tick: ${kind}`,
            how: `${Math.round(times).toLocaleString('en-US')} ticks`,
            dollars: dollars * times,
          },
        ],
  )

/** What is stored of nothing: kB of a table, a bucket and logs that no run has been in. */
const storageItems = (template: ResolvedTemplate, logBytes: number): Item[] => {
  const has = (type: string): number => template.ofType(type).length
  return [
    { what: 'table: storage and PITR', how: `${has('AWS::DynamoDB::Table')} table, empty; on demand`, dollars: 0 },
    { what: 'bucket: storage', how: `${has('AWS::S3::Bucket')} bucket, empty`, dollars: 0 },
    {
      what: 'log groups: storage',
      how: `${has('AWS::Logs::LogGroup')} groups; a month of ticks`,
      dollars: costOf('logStorage', logBytes / 1e9),
    },
    { what: 'SSM parameters', how: `${has('AWS::SSM::Parameter')} standard`, dollars: 0 },
  ]
}

/** Every item of a month in which nothing runs, from what the template makes. `tick` is what one tick uses. */
export const idleItems = (template: ResolvedTemplate, tick: Usage): Item[] => {
  const times = schedules(template).reduce((sum, { everyMs }) => sum + monthSeconds / (everyMs / 1_000), 0)
  const alarms = template.ofType('AWS::CloudWatch::Alarm').length
  return [
    ...queueMappings(template).map(queueItem),
    ...tickItems(times, tick),
    { what: 'schedule', how: 'rules on the default bus', dollars: costOf('scheduledRules', times) },
    ...storageItems(template, tick.logBytes * times),
    { what: 'alarms', how: `${alarms} of one metric each`, dollars: costOf('alarms', alarms), isAlarm: true },
  ]
}

const ticks = 10

/** What one tick uses when nothing is due, without the first ones, which load things. */
const measureTick = async (world: MeasuredWorld): Promise<Usage> => {
  const { recorder, functions } = world.system
  const event = { 'detail-type': 'Scheduled Event' }
  for (let n = 0; n < 3; n++) await functions['tick']!.invoke(event)
  recorder.reset()
  const since = performance.timeOrigin + performance.now()
  for (let n = 0; n < ticks; n++) await functions['tick']!.invoke(event)
  const invocations = world.invocations().filter(({ started }) => started >= since)
  const figures = { ...figuresOf(world), tick: { ...figuresOf(world)['tick']!, lines: 0, lineBytes: 0 } }
  const seen = {
    name: 'tick',
    tasks: 1,
    tookMs: 0,
    invocations,
    calls: recorder.calls,
    requests: [],
    functions: figures,
  }
  return divided(partsOf(seen).tick, invocations.length)
}

export const reportIdleMonth = async (world: MeasuredWorld): Promise<void> => {
  const items = idleItems(world.system.template, await measureTick(world))
  const sum = (some: readonly Item[]): number => some.reduce((total, { dollars }) => total + dollars, 0)
  heading('A month in which nothing runs, before any free tier')
  console.log(
    table(
      ['item', 'how', 'dollars'],
      items.map(({ what, how, dollars }) => [what, how, dollars]),
    ),
  )
  figure('the month', sum(items), { atMost: 3.5 }, '$')
  figure('the same without alarms', sum(items.filter(({ isAlarm }) => isAlarm !== true)), { atMost: 2 }, '$')
  const own = Object.values(metrics).flat().length
  console.log(
    `In a month with runs, each metric of the functions’ own that counts something costs $${prices.customMetrics.dollars} besides; there are ${own}, some by phase or queue.`,
  )
}
