import { describe, expect, it } from 'vitest'
import { createJsonLog } from '../../../functions/edge/json-log.ts'

const logging = () => {
  const lines: string[] = []
  const base = { function: 'advance', installation: 'prod' }
  const invocation = { requestId: 'r-1', signal: undefined }
  const log = createJsonLog({ base, invocation, write: (line) => lines.push(line), now: () => 1_700_000_000_123 })
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> }
}

describe('the log of a function', () => {
  it('is one line of JSON each, with where it was written', () => {
    const { log, lines, last } = logging()
    log.warn('message\npostponed', { error: 'a\nb', stack: undefined })
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('\n')
    expect(last()).toEqual({
      level: 'warn',
      message: 'message\npostponed',
      timestamp: '2023-11-14T22:13:20.123Z',
      function: 'advance',
      installation: 'prod',
      requestId: 'r-1',
      error: 'a\nb',
    })
  })

  it('carries the metrics that a line stands for, by their dimensions', () => {
    const { log, last } = logging()
    log.info('run ended', { runId: 'x', phase: 'Failed' })
    expect(last()).toMatchObject({
      installation: 'prod',
      phase: 'Failed',
      RunsFinished: 1,
      _aws: {
        Timestamp: 1_700_000_000_123,
        CloudWatchMetrics: [
          {
            Namespace: 'Millrace',
            Dimensions: [['installation', 'phase']],
            Metrics: [{ Name: 'RunsFinished', Unit: 'Count' }],
          },
        ],
      },
    })
  })

  it('takes a metric’s value from its field, and leaves out what has none', () => {
    const { log, last } = logging()
    log.info('pods created', { runId: 'x', count: 3, handOverMs: 17 })
    expect(last()).toMatchObject({ PodsCreated: 3, HandOverMs: 17 })
    log.info('news sent', { runId: 'x', count: 1, lagMs: undefined })
    expect(last()).not.toHaveProperty('_aws')
  })
})
