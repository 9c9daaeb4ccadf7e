import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'
import { type Reader, readersIn } from './readers.ts'

const maxReceiveCount = 50
/** The longest that SQS keeps a message; counted from when it was first sent, whichever queue it is on. */
const retention = 14 * 24 * 3_600

/** What cannot be handled is kept, apart, for as long as can be; each queue has a dead-letter queue of its own. */
export const checkDeadLetters: Check = (template) => {
  const readers = readersIn(resolveTemplate(template))
  return readers.flatMap((reader) => {
    const { queue, deadLetters, mapping } = reader
    if (!queue || !deadLetters) return [`${queue?.logicalId ?? mapping.logicalId}: has no dead-letter queue`]
    const shared = readers.some((other) => other !== reader && other.deadLetters?.ref === deadLetters.ref)
    return [...(shared ? [`${deadLetters.logicalId}: belongs to more than one queue`] : []), ...findings(reader)]
  })
}

const findings = ({ queue, deadLetters, function: reader }: Reader): string[] => {
  const { logicalId, RedrivePolicy, attributes } = queue!
  const variables = Object.entries(reader?.Environment.Variables ?? {})
  const [named] = variables.find(([name, value]) => name.startsWith('MILLRACE_QUEUE_') && value === queue!.ref) ?? []
  const expected = named?.replace('QUEUE', 'DLQ')
  const isNamed = variables.some(([name, value]) => name === expected && value === deadLetters!.ref)
  const receives = RedrivePolicy?.maxReceiveCount
  return [
    ...(receives === maxReceiveCount ? [] : [`${logicalId}: ${receives} receives, not ${maxReceiveCount}`]),
    ...(isNamed ? [] : [`${reader?.logicalId}: is not told of ${logicalId} and its dead letters`]),
    ...(deadLetters!.RedriveAllowPolicy?.sourceQueueArns.includes(attributes['Arn'] ?? '')
      ? []
      : [`${deadLetters!.logicalId}: takes none of ${logicalId}`]),
    ...[queue!, deadLetters!]
      .filter((one) => one.MessageRetentionPeriod !== retention)
      .map((one) => `${one.logicalId}: keeps messages for ${one.MessageRetentionPeriod} s, not ${retention}`),
  ]
}
