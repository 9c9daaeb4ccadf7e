import type { JsonObject } from '../../../lib/core/kubernetes.ts'
import { asText } from './as-text.ts'
import type { Units } from './recorder.ts'

/** The operations that DynamoDB tells the units of. */
const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']
const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']

/** The same request, which also asks for the units it uses. Undefined when the operation has none. */
export const askForCapacity = (action: string, body: Buffer): Buffer | undefined => {
  if (![...reads, ...writes].includes(action)) return undefined
  const input = JSON.parse(body.toString()) as JsonObject
  return Buffer.from(JSON.stringify({ ...input, ReturnConsumedCapacity: 'INDEXES' }))
}

/**
 * The units that an answer tells, those of indexes included. A condition that fails costs a write too, which no answer
 * tells: it is counted as one unit, what the smallest item costs.
 */
export const unitsOf = (action: string, status: number, answer: JsonObject): Units => {
  const none: Units = { read: 0, write: 0 }
  if (status !== 200) {
    const failed = asText(answer['__type']).endsWith('ConditionalCheckFailedException')
    return failed ? { read: 0, write: 1 } : none
  }
  const told = answer['ConsumedCapacity'] ?? []
  const total = (Array.isArray(told) ? told : [told])
    .map((one) => Number((one as JsonObject)['CapacityUnits'] ?? 0))
    .reduce((sum, units) => sum + units, 0)
  return writes.includes(action) ? { ...none, write: total } : { ...none, read: total }
}
