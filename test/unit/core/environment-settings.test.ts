import { describe, expect, it } from 'vitest'
import { environmentName, environmentSettings } from '../../../lib/core/environment-settings.ts'

describe('settings of an environment', () => {
  it('have names of their own', () => {
    expect(environmentName('maxPodsInFlight')).toBe('MILLRACE_MAX_PODS_IN_FLIGHT')
  })

  it('are read as what they look like, and others are left alone', () => {
    const environment = {
      MILLRACE_EVENTS: 'true',
      MILLRACE_HORIZON: '3000',
      MILLRACE_INSTALLATION: 'mine',
      MILLRACE_BUSYBOX_IMAGE: '',
      MILLRACE_DATA: '/tmp',
    }
    expect(environmentSettings(environment)).toEqual({
      events: true,
      horizon: 3_000,
      installation: 'mine',
      busyboxImage: '',
    })
    expect(environmentSettings({ MILLRACE_EVENTS: 'false' })).toEqual({ events: false })
  })
})
