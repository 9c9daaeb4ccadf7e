import { describe, expect, it } from 'vitest'
import { errorCodes, isError, MillraceError } from '../../../lib/core/error.ts'

describe('errors', () => {
  it('say whether to try again, and what comes next', () => {
    for (const code of errorCodes) {
      const error = new MillraceError(code, 'what happened')
      expect(error).toMatchObject({ code, name: code, message: 'what happened', details: {} })
      expect(error.next).toMatch(/\.$/)
    }
    expect(new MillraceError('Unavailable', 'x').retryable).toBe(true)
    expect(new MillraceError('Invalid', 'x').retryable).toBe(false)
  })

  it('keep their cause and details', () => {
    const cause = new Error('socket hang up')
    const error = new MillraceError('Unavailable', 'x', { cause, details: { after: 3 } })
    expect(error.cause).toBe(cause)
    expect(error.details).toEqual({ after: 3 })
  })

  it('are told from others, and by code', () => {
    const error = new MillraceError('Conflict', 'x')
    expect(isError(error)).toBe(true)
    expect(isError(error, 'Conflict', 'Expired')).toBe(true)
    expect(isError(error, 'Expired')).toBe(false)
    expect(isError(new Error('x'))).toBe(false)
  })
})
