import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { MillraceError } from '../../../core/error.ts'
import { translateAwsError } from '../aws-error.ts'
import type { SecretSource } from './secrets.ts'

export interface SecretsManagerOptions {
  /** Made when the first secret is asked for: most functions need none. */
  client: () => Promise<SecretsManagerClient>
  signal?: () => AbortSignal | undefined
}

/** The current version of a secret of Secrets Manager; binary ones are read as UTF-8. */
export const secretsManagerSource =
  ({ client, signal = () => undefined }: SecretsManagerOptions): SecretSource =>
  async (name) => {
    const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager')
    try {
      const command = new GetSecretValueCommand({ SecretId: name })
      const { SecretString, SecretBinary } = await (await client()).send(command, { abortSignal: signal() })
      return SecretString ?? new TextDecoder().decode(SecretBinary)
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException')
        throw new MillraceError('NotFound', `There is no secret ${name}.`, { cause: error })
      throw translateAwsError(error, `Reading secret ${name}`)
    }
  }
