import { createHash } from 'node:crypto'
import { RunId } from '../core/message.ts'

/** SHA-256 as hex text. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/**
 * Rule one-run-per-key: the run's id is a UUIDv8 of its namespace and idempotency key, so that every submission of the
 * same key meets the same log. Its 128 bits are the OpenTelemetry trace id.
 */
export const runIdOf = (namespace: string, key: string): RunId => {
  const hex = sha256(JSON.stringify([namespace, key]))
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4]!
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return RunId.parse(parts.join('-'))
}
