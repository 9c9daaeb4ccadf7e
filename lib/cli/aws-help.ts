import { MillraceError } from '../core/error.ts'

export interface AwsHelp {
  help: string
  /** AWS has looked at who asks, or could not. */
  notAllowed: boolean
}

const login =
  'log in to AWS (such as: aws sso login), or name another profile: AWS_PROFILE, or --profile of millrace context add'
const elsewhere = 'the stage may be in another region or account, or gone: see millrace context list'

/** What a person can do about what AWS, or its SDK, has said; by the names of its errors. */
const helps: readonly [names: RegExp, help: string, notAllowed: boolean][] = [
  [/^(CredentialsProviderError|TokenProviderError)$/, login, true],
  [
    /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidSecurity|SignatureDoesNot|AuthFail)/,
    login,
    true,
  ],
  [/AccessDenied/, 'ask for the right in IAM that the message names', true],
  [/^ParameterNotFound$/, `check its name and the region; ${elsewhere}`, false],
  [/^(ResourceNotFoundException|NoSuchBucket|QueueDoesNotExist|NonExistentQueue)$/, elsewhere, false],
]

/** Undefined for what is no error of AWS. */
export const awsHelp = (error: unknown): AwsHelp | undefined => {
  if (!(error instanceof Error)) return undefined
  if (error.message === 'Region is missing')
    return { help: 'set AWS_REGION, or the region of the context: millrace context add', notAllowed: false }
  const cause = error instanceof MillraceError ? error.cause : error
  if (!(cause instanceof Error)) return undefined
  const known = helps.find(([names]) => names.test(cause.name) || names.test(codeOf(cause)))
  if (known) return { help: known[1], notAllowed: known[2] }
  const isOfAws = error instanceof MillraceError && error.code === 'Unavailable' && '$metadata' in cause
  return isOfAws
    ? { help: 'AWS did not answer as it should: check the network, and try again', notAllowed: false }
    : undefined
}

/** SQS names some of its errors here. */
const codeOf = (error: Error & { Code?: string }): string => error.Code ?? ''
