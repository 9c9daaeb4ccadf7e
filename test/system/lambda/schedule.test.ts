import { describe, expect, it } from 'vitest'
import type { Json } from '../../../lib/core/kubernetes.ts'
import { resolveTemplate } from '../emulator/template.ts'
import { schedules } from './schedule.ts'
import { eventually, startToys } from './toy-world.ts'

const target: Json = { Id: 'toy', Arn: { 'Fn::GetAtt': ['tickerLambdaFunction', 'Arn'] } }
const rule = (properties: Record<string, Json>) => ({
  Type: 'AWS::Events::Rule',
  Properties: { Targets: [target], ...properties },
})
const ticker = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'ticker' } }

const schedulesOf = (more: Record<string, Json>) =>
  schedules(resolveTemplate({ Resources: { tickerLambdaFunction: ticker, ...more } }))

describe('a schedule', () => {
  it('invokes its function again and again with the event of its rule', async () => {
    const code = 'export const handler = async (event) => { console.log(JSON.stringify(event)) }'
    const more = { Minutely: rule({ Name: 'minutely', ScheduleExpression: 'rate(1 minute)' }) }
    const world = await startToys({ ticker: { code } }, { more, faster: 1_000 })
    try {
      await eventually(() => world.said('ticker').length >= 3)
      expect(world.said('ticker')[0]).toEqual({
        version: '0',
        id: expect.any(String),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '000000000000',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
        resources: ['arn:aws:events:us-east-1:000000000000:rule/minutely'],
        detail: {},
      })
    } finally {
      await world.stop()
    }
  })

  it('is read of rules and of the Scheduler, with its own input', () => {
    const found = schedulesOf({
      Hourly: rule({ ScheduleExpression: 'rate(2 hours)' }),
      Own: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { ScheduleExpression: 'rate(5 minutes)', Target: { ...(target as object), Input: '{"own":true}' } },
      },
    })
    expect(found.map(({ everyMs }) => everyMs)).toEqual([7_200_000, 300_000])
    expect(found.map(({ functionArn }) => functionArn)).toEqual(
      Array(2).fill('arn:aws:lambda:us-east-1:000000000000:function:ticker'),
    )
    expect(found[1]!.event(0)).toEqual({ own: true })
  })

  it('is none when its rule is disabled or waits for events', () => {
    const found = schedulesOf({
      Off: rule({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' }),
      Pattern: rule({ EventPattern: { source: ['aws.s3'] } }),
    })
    expect(found).toEqual([])
  })

  it('with a cron expression is refused', () => {
    expect(() => schedulesOf({ Daily: rule({ ScheduleExpression: 'cron(0 12 * * ? *)' }) })).toThrow('not a rate')
  })
})
