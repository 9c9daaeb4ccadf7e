import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'
import { readersIn } from './readers.ts'

/** Seconds that a message stays hidden after the function that has it was killed. */
const reserve = 15

/** Each queue has one function, which answers what of a batch it has not done, and is bounded. */
export const checkReaders: Check = (template) => {
  const readers = readersIn(resolveTemplate(template))
  return readers.flatMap(({ mapping, queue, function: reader }) => {
    const { logicalId, EventSourceArn, FunctionResponseTypes, ScalingConfig } = mapping
    if (!queue || !reader) return [`${logicalId}: of a queue or function that is not here`]
    const others = readers.filter((one) => one.mapping.EventSourceArn === EventSourceArn)
    return [
      ...(others.length > 1 ? [`${logicalId}: ${queue.logicalId} has another reader`] : []),
      ...(FunctionResponseTypes.includes('ReportBatchItemFailures')
        ? []
        : [`${logicalId}: one message that fails brings back its whole batch`]),
      ...(ScalingConfig.MaximumConcurrency === undefined ? [`${logicalId}: may take all of the account`] : []),
      ...(queue.VisibilityTimeout === reader.Timeout + reserve
        ? []
        : [`${queue.logicalId}: hides for ${queue.VisibilityTimeout} s, not for ${reader.Timeout} + ${reserve}`]),
    ]
  })
}
