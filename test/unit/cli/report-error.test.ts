import { describe, expect, it } from 'vitest'
import { CommandError } from '../../../lib/cli/command-error.ts'
import { reportError } from '../../../lib/cli/report-error.ts'
import { type ErrorCode, MillraceError } from '../../../lib/core/error.ts'
import { createTestCli } from './command/test-cli.ts'

const reported = (error: unknown): { exitCode: number; text: string } => {
  const { cli, err } = createTestCli()
  return { exitCode: reportError(error, cli), text: err() }
}

/** What the SDK of AWS throws, as an adapter hands it on. */
const ofAws = (code: ErrorCode, name: string, fields: object = {}): MillraceError => {
  const cause = Object.assign(new Error('what it says'), { name, $metadata: {}, ...fields })
  return new MillraceError(code, `Doing it: ${name}`, { cause })
}

describe('an error', () => {
  it('of the command line says what to do, with its own exit code', () => {
    const error = new CommandError('no', { exitCode: 2, code: 'NotFound', help: 'do it otherwise' })
    expect(reported(error)).toEqual({ exitCode: 2, text: 'error[NotFound]: no\n help: do it otherwise\n' })
  })

  it('of the catalogue says what the catalogue says', () => {
    expect(reported(new MillraceError('Forbidden', 'no')).exitCode).toBe(4)
    expect(reported(new MillraceError('KeyReused', 'no'))).toEqual({
      exitCode: 1,
      text: 'error[KeyReused]: no\n help: Use another key or name: this one has started a run from another body.\n',
    })
  })

  it.each<[string, [ErrorCode, string], number, RegExp]>([
    ['of missing credentials', ['Unauthorized', 'CredentialsProviderError'], 4, /help: log in to AWS/],
    ['of credentials that are over', ['Unauthorized', 'ExpiredTokenException'], 4, /help: log in to AWS/],
    ['of DynamoDB that lacks a right', ['Invalid', 'AccessDeniedException'], 4, /help: ask for the right in IAM/],
    ['of S3 or SQS that lacks a right', ['Invalid', 'AccessDenied'], 4, /help: ask for the right in IAM/],
    [
      'of a table that is gone',
      ['Invalid', 'ResourceNotFoundException'],
      1,
      /help: the stage may be in another region/,
    ],
    ['of a bucket that is gone', ['Invalid', 'NoSuchBucket'], 1, /help: the stage may be in another region/],
    ['of a queue that is gone', ['Invalid', 'QueueDoesNotExist'], 1, /help: the stage may be in another region/],
    ['of AWS that does not answer', ['Unavailable', 'TimeoutError'], 1, /help: AWS did not answer as it should/],
    [
      'of AWS that is not known',
      ['Invalid', 'ValidationException'],
      1,
      /help: Correct the field that the message names/,
    ],
  ])('%s says what a person can do about it', (_, [code, name], exitCode, help) => {
    const { exitCode: answered, text } = reported(ofAws(code, name))
    expect(answered).toBe(exitCode)
    expect(text).toMatch(help)
  })

  it('of the network of a cluster is not taken for one of AWS', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    expect(reported(new MillraceError('Unavailable', 'no answer', { cause })).text).not.toContain('AWS')
  })

  it('that nobody foresaw asks to be reported', () => {
    expect(reported(new TypeError('x is not a function')).text).toMatch(/help: this is a mistake in Millrace/)
  })
})
