import * as z from 'zod'
import type { JsonObject } from '../../../lib/core/kubernetes.ts'
import type { ResolvedTemplate } from '../emulator/template.ts'

/** A function that is invoked again and again. */
export interface Schedule {
  functionArn: string
  everyMs: number
  /** The event of the invocation at an epoch ms. */
  event: (at: number) => unknown
}

const Rule = z.looseObject({
  State: z.string().default('ENABLED'),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(z.looseObject({ Arn: z.string(), Input: z.string().optional() })).default([]),
})
const OneTarget = z.looseObject({
  State: z.string().default('ENABLED'),
  ScheduleExpression: z.string(),
  Target: z.looseObject({ Arn: z.string(), Input: z.string().optional() }),
})

/** What a template invokes at a rate: rules of EventBridge, and its Scheduler. */
export const schedules = (template: ResolvedTemplate): Schedule[] => [
  ...template.ofType('AWS::Events::Rule').flatMap(({ properties, attributes }) => {
    const { State, ScheduleExpression, Targets } = Rule.parse(properties)
    if (State !== 'ENABLED' || ScheduleExpression === undefined) return []
    const everyMs = periodOf(ScheduleExpression)
    const usual = (at: number) => scheduledEvent(template, attributes['Arn'] ?? '', at)
    return Targets.map(({ Arn, Input }) => ({ functionArn: Arn, everyMs, event: eventOf(Input, usual) }))
  }),
  ...template.ofType('AWS::Scheduler::Schedule').flatMap(({ properties }) => {
    const { State, ScheduleExpression, Target } = OneTarget.parse(properties)
    if (State !== 'ENABLED') return []
    return [
      { functionArn: Target.Arn, everyMs: periodOf(ScheduleExpression), event: eventOf(Target.Input, () => ({})) },
    ]
  }),
]

const eventOf = (input: string | undefined, usual: (at: number) => unknown) =>
  input === undefined ? usual : () => JSON.parse(input) as unknown

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** The ms of `rate(1 minute)`. Throws on a cron expression, which has no rate. */
const periodOf = (expression: string): number => {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  if (count === '') throw new Error(`not a rate: ${expression}`)
  return Number(count) * (unitMs[unit] ?? 0)
}

const scheduledEvent = ({ place }: ResolvedTemplate, ruleArn: string, at: number): JsonObject => ({
  version: '0',
  id: crypto.randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: place.account,
  time: new Date(at).toISOString().replace(/\.\d+/, ''),
  region: place.region,
  resources: [ruleArn],
  detail: {},
})

/** Invokes at the schedule's pace, `faster` times as fast, from one period after now on. Answers how to stop it. */
export const follow = (schedule: Schedule, invoke: (event: unknown) => void, faster = 1): (() => void) => {
  const ticking = setInterval(() => invoke(schedule.event(Date.now())), schedule.everyMs / faster)
  return () => clearInterval(ticking)
}
