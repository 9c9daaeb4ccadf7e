import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SSMClient } from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { parameterStoreSource } from '../../../../../lib/adapters/aws/secret/parameter-store.ts'
import { createSecrets } from '../../../../../lib/adapters/aws/secret/secrets.ts'
import { secretsManagerSource } from '../../../../../lib/adapters/aws/secret/secrets-manager.ts'
import { createVirtualClock } from '../../../../../lib/adapters/memory/virtual-clock.ts'
import { actionOf, fakeWire, jsonOf, never, refusal, timeout, type WireAnswer } from '../sqs/fake-wire.ts'

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kubeconfig-AbCdEf'
const minute = 60_000

type Say = (action: string, n: number) => WireAnswer | Error | Promise<never>

const secretsOn = (say: Say, signal?: AbortSignal) => {
  const clock = createVirtualClock(1_000_000)
  const wire = fakeWire((request, n) => say(actionOf(request), n))
  const options = { signal: () => signal }
  const secrets = createSecrets({
    clock,
    secretsManager: secretsManagerSource({ client: async () => new SecretsManagerClient(wire.config), ...options }),
    parameterStore: parameterStoreSource({ client: async () => new SSMClient(wire.config), ...options }),
  })
  return { secrets, clock, requests: wire.requests }
}
const value = (text: string): WireAnswer => ({ body: { SecretString: text } })

describe('a secret of AWS', () => {
  it('is read from Secrets Manager by its ARN, as text or as bytes of text', async () => {
    const { secrets, requests } = secretsOn((_, n) =>
      n === 1 ? value('größer') : { body: { SecretBinary: Buffer.from('größer').toString('base64') } },
    )
    expect(await secrets.secret(arn)).toBe('größer')
    expect(await secrets.secret(arn.replace('arn:aws:', 'arn:aws-cn:'))).toBe('größer')
    expect(requests.map(actionOf)).toEqual(['GetSecretValue', 'GetSecretValue'])
    expect(jsonOf(requests[0]!)).toEqual({ SecretId: arn })
  })

  it('is read from the parameter store, decrypted', async () => {
    const { secrets, requests } = secretsOn(() => ({ body: { Parameter: { Value: '{"endpoint":"x"}' } } }))
    expect(await secrets.secret('ssm:/millrace/cluster')).toBe('{"endpoint":"x"}')
    expect(requests.map(actionOf)).toEqual(['GetParameter'])
    expect(jsonOf(requests[0]!)).toEqual({ Name: '/millrace/cluster', WithDecryption: true })
  })

  it('is asked for once in five minutes, by however many at once', async () => {
    const { secrets, clock, requests } = secretsOn((_, n) => value(`version ${n}`))
    expect(await Promise.all([secrets.secret(arn), secrets.secret(arn)])).toEqual(['version 1', 'version 1'])
    await clock.advance(5 * minute - 1)
    expect(await secrets.secret(arn)).toBe('version 1')
    await clock.advance(1)
    expect(await secrets.secret(arn)).toBe('version 2')
    expect(requests).toHaveLength(2)
  })

  it('is asked for again after a failure', async () => {
    const { secrets } = secretsOn((_, n) => (n === 1 ? refusal(400, 'AccessDeniedException') : value('secret')))
    await expect(secrets.secret(arn)).rejects.toMatchObject({ code: 'Unauthorized' })
    expect(await secrets.secret(arn)).toBe('secret')
  })

  it.each([
    [arn, 'ResourceNotFoundException'],
    ['ssm:/a', 'ParameterNotFound'],
  ])('is NotFound when there is none: %s', async (name, error) => {
    const { secrets } = secretsOn(() => refusal(400, error))
    await expect(secrets.secret(name)).rejects.toMatchObject({ code: 'NotFound' })
  })

  it.each([
    ['Unavailable', refusal(400, 'ThrottlingException')],
    ['Unavailable', refusal(500, 'InternalServiceError')],
    ['Unavailable', timeout()],
    ['Unauthorized', refusal(400, 'ExpiredTokenException')],
    ['Unauthorized', refusal(400, 'AccessDeniedException')],
    ['Invalid', refusal(400, 'DecryptionFailure')],
  ])('is %s when the answer is %o', async (code, answer) => {
    const { secrets } = secretsOn(() => answer)
    await expect(secrets.secret(arn)).rejects.toMatchObject({ code })
    await expect(secrets.secret('ssm:/a')).rejects.toMatchObject({ code })
  })

  it('is Unavailable when the invocation ends before the answer', async () => {
    const invocation = new AbortController()
    const { secrets } = secretsOn(() => {
      setImmediate(() => invocation.abort('over'))
      return never()
    }, invocation.signal)
    await expect(secrets.secret(arn)).rejects.toMatchObject({ code: 'Unavailable' })
  })

  it('has no other name, and an error does not repeat what may be a secret itself', async () => {
    const { secrets, requests } = secretsOn(() => value('x'))
    for (const name of ['', 'ssm:', 'hunter2', 'arn:aws:s3:::bucket']) {
      const error = await secrets.secret(name).catch((cause: unknown) => cause)
      expect(error).toMatchObject({ code: 'Invalid' })
      if (name !== '') expect(String(error)).not.toContain(name === 'ssm:' ? 'hunter2' : name)
    }
    expect(requests).toEqual([])
  })
})
