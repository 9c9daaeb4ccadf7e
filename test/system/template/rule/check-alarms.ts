import * as z from 'zod'
import { metrics } from '../../../../functions/edge/metrics.ts'
import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'
import { readersIn } from './readers.ts'

const Alarm = z.looseObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string() })).default([]),
})

/** What the functions count, beside AWS. */
const ours = new Set(
  Object.values(metrics)
    .flat()
    .map(({ name }) => name),
)

/** A person hears of letters that are dead, of queues that wait, of a tick that is missing; no alarm waits for nothing. */
export const checkAlarms: Check = (template) => {
  const resolved = resolveTemplate(template)
  const alarms = resolved.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => Alarm.parse(properties))
  const has = (namespace: string, metric: string, value?: string): boolean =>
    alarms.some(
      ({ Namespace, MetricName, Dimensions }) =>
        Namespace === namespace &&
        MetricName === metric &&
        (value === undefined || Dimensions.some(({ Value }) => Value === value)),
    )
  const needed = [
    ...readersIn(resolved).flatMap(({ queue, deadLetters }) => [
      ['AWS/SQS', 'ApproximateAgeOfOldestMessage', queue?.attributes['QueueName']] as const,
      ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', deadLetters?.attributes['QueueName']] as const,
    ]),
    ...resolved
      .ofType('AWS::Events::Rule')
      .map(() => ['AWS/Lambda', 'Invocations', timed(resolved.ofType('AWS::Lambda::Function'))] as const),
    ['AWS/Lambda', 'RecursiveInvocationsDropped', undefined] as const,
    ['Millrace', 'WatcherLeasesLost', undefined] as const,
  ]
  return [
    ...needed
      .filter(([namespace, metric, value]) => !has(namespace, metric, value))
      .map(([namespace, metric, value = 'any']) => `there is no alarm on ${namespace} ${metric} of ${value}`),
    ...alarms
      .filter(({ Namespace, MetricName }) => Namespace === 'Millrace' && !ours.has(MetricName))
      .map(({ MetricName }) => `there is an alarm on ${MetricName}, which no function counts`),
  ]
}

/** The function that a timer invokes. */
const timed = (functions: readonly { name: string }[]): string | undefined =>
  functions.find(({ name }) => name.endsWith('-tick'))?.name
