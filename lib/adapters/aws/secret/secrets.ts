import { MillraceError } from '../../../core/error.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Secrets } from '../../../ports/secrets.ts'

/** One store of secrets: reads one by the name that the store knows it by. */
export type SecretSource = (name: string) => Promise<string>

export interface SecretsOptions {
  clock: Clock
  /** For names such as `arn:aws:secretsmanager:eu-west-1:111122223333:secret:kubeconfig-AbCdEf`. */
  secretsManager: SecretSource
  /** For names such as `ssm:/millrace/kubeconfig`. */
  parameterStore: SecretSource
}

/** For how long a value is not asked for again, in milliseconds. */
const freshness = 5 * 60_000
const secretArn = /^arn:aws[\w-]*:secretsmanager:/
const parameterName = /^ssm:(?<name>.+)$/

interface Kept {
  until: number
  value: Promise<string>
}

/** Secrets of AWS, each asked for once in five minutes. What could not be read is asked for again the next time. */
export const createSecrets = ({ clock, secretsManager, parameterStore }: SecretsOptions): Secrets => {
  const kept = new Map<string, Kept>()

  const read = async (name: string): Promise<string> => {
    if (secretArn.test(name)) return secretsManager(name)
    const parameter = parameterName.exec(name)?.groups?.['name']
    if (parameter !== undefined) return parameterStore(parameter)
    throw new MillraceError(
      'Invalid',
      'A secret is named by its ARN in Secrets Manager or as ssm:/parameter, and not as it is here.',
    )
  }

  return {
    secret: (name) => {
      const known = kept.get(name)
      if (known !== undefined && clock.now() < known.until) return known.value
      const one = { until: clock.now() + freshness, value: read(name) }
      kept.set(name, one)
      // Whoever asked hears of the failure; the next one asks anew.
      one.value.catch(() => kept.get(name) === one && kept.delete(name))
      return one.value
    },
  }
}
