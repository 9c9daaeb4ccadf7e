import { describe, expect, it } from 'vitest'
import { isOtherUid, refusal } from '../../../../lib/adapters/kube/errors.ts'
import { status } from './fake-server.ts'

describe('what the API server refuses', () => {
  const terminating = {
    details: { causes: [{ reason: 'NamespaceTerminating', message: 'namespace x is being terminated' }] },
  }
  it.each([
    [401, { reason: 'Unauthorized' }, 'Unauthorized'],
    [403, { message: 'pods is forbidden: User "x" cannot create resource "pods"' }, 'Forbidden'],
    [403, { message: 'pods "a" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1' }, 'QuotaExceeded'],
    [403, { message: 'pods "a" is forbidden: failed quota: q: must specify limits.cpu for: main' }, 'Forbidden'],
    [403, { message: 'pods "a" is forbidden: status unknown for quota: q, resources: pods' }, 'QuotaExceeded'],
    [403, terminating, 'NamespaceGone'],
    [
      403,
      { message: 'pods "a" is forbidden: unable to create new content in namespace x because it is being terminated' },
      'NamespaceGone',
    ],
    [403, { message: 'error looking up service account x/default: serviceaccount "default" not found' }, 'Unavailable'],
    [403, { message: 'error looking up service account x/builder: serviceaccount "builder" not found' }, 'Forbidden'],
    [404, { details: { kind: 'namespaces', name: 'x' } }, 'NamespaceGone'],
    [404, { details: { kind: 'pods', name: 'x' } }, 'NotFound'],
    [409, { reason: 'Conflict' }, 'Conflict'],
    [410, { reason: 'Expired' }, 'Expired'],
    [400, {}, 'Invalid'],
    [413, {}, 'Invalid'],
    [422, {}, 'Invalid'],
    [429, { details: { retryAfterSeconds: 2 } }, 'Unavailable'],
    [500, {}, 'Unavailable'],
    [504, {}, 'Unavailable'],
  ])('is told apart: %i %j is %s', (code, fields, expected) => {
    expect(refusal(code, status(code, fields), 'POST /x').code).toBe(expected)
  })

  it('keeps the server’s own message and how long it wants to be left alone', () => {
    const body = status(429, {
      message: 'too many requests',
      reason: 'TooManyRequests',
      details: { retryAfterSeconds: 3 },
    })
    expect(refusal(429, body, 'POST /x')).toMatchObject({
      message: 'too many requests',
      retryable: true,
      details: { request: 'POST /x', status: 429, reason: 'TooManyRequests', retryAfterMs: 3_000 },
    })
  })

  it.each([403, 404, 409, 410, 422])('ends nothing when somebody else on the way says %i', (code) => {
    expect(refusal(code, undefined, 'GET /x')).toMatchObject({ code: 'Unavailable', retryable: true })
    expect(refusal(code, '<html>', 'GET /x').retryable).toBe(true)
  })
})

describe('another uid', () => {
  it('is a conflict, or an immutable field that a patch named', () => {
    const immutable = { details: { causes: [{ field: 'metadata.uid', message: 'field is immutable' }] } }
    expect(isOtherUid(409, status(409))).toBe(true)
    expect(isOtherUid(422, status(422, immutable))).toBe(true)
    expect(isOtherUid(422, status(422, { details: { causes: [{ field: 'spec' }] } }))).toBe(false)
    expect(isOtherUid(404, status(404))).toBe(false)
  })
})
