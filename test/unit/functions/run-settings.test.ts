import { afterEach, describe, expect, it, vi } from 'vitest'
import { runSettings } from '../../../functions/edge/run-settings.ts'

afterEach(() => vi.unstubAllEnvs())

describe('the settings of a stage', () => {
  it('are the defaults where nothing is given, and no events where there is nowhere to send them', () => {
    expect(runSettings()).toMatchObject({ horizon: 45_000, maxPodsInFlight: 100, events: false })
  })

  it('are those of the stage, then those of the environment', () => {
    vi.stubEnv('MILLRACE_SETTINGS', '{"maxPodsInFlight": 50, "maxMatrix": 9}')
    vi.stubEnv('MILLRACE_MAX_MATRIX', '10')
    expect(runSettings()).toMatchObject({ maxPodsInFlight: 50, maxMatrix: 10 })
  })

  it.each(['MILLRACE_EVENT_BUS', 'MILLRACE_EVENT_QUEUE'])('want events when %s is given', (name) => {
    vi.stubEnv(name, 'somewhere')
    expect(runSettings().events).toBe(true)
  })

  it.each(['{', '[]', '"x"'])('are refused when they are %s', (text) => {
    vi.stubEnv('MILLRACE_SETTINGS', text)
    expect(() => runSettings()).toThrow('MILLRACE_SETTINGS is not a JSON object')
  })

  it.each(['{"maxPods": 5}', '{"maxPodsInFlight": "many"}'])('are refused with %s', (text) => {
    vi.stubEnv('MILLRACE_SETTINGS', text)
    expect(() => runSettings()).toThrow(/settings: .*maxPods/s)
  })
})
