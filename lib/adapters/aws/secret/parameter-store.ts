import type { SSMClient } from '@aws-sdk/client-ssm'
import { MillraceError } from '../../../core/error.ts'
import { translateAwsError } from '../aws-error.ts'
import type { SecretSource } from './secrets.ts'

export interface ParameterStoreOptions {
  /** Made when the first parameter is asked for: most functions need none. */
  client: () => Promise<SSMClient>
  signal?: () => AbortSignal | undefined
}

/** The value of a parameter of Systems Manager, decrypted if it is a SecureString. */
export const parameterStoreSource =
  ({ client, signal = () => undefined }: ParameterStoreOptions): SecretSource =>
  async (name) => {
    const { GetParameterCommand } = await import('@aws-sdk/client-ssm')
    try {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true })
      const { Parameter } = await (await client()).send(command, { abortSignal: signal() })
      return Parameter?.Value ?? ''
    } catch (error) {
      if (error instanceof Error && error.name === 'ParameterNotFound')
        throw new MillraceError('NotFound', `There is no parameter ${name}.`, { cause: error })
      throw translateAwsError(error, `Reading parameter ${name}`)
    }
  }
