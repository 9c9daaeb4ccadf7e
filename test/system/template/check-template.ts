import type { Template } from '../emulator/template.ts'
import type { Check } from './check.ts'
import { checkAlarms } from './rule/check-alarms.ts'
import { checkBuckets } from './rule/check-buckets.ts'
import { checkDeadLetters } from './rule/check-dead-letters.ts'
import { checkEncryption } from './rule/check-encryption.ts'
import { checkLogs } from './rule/check-logs.ts'
import { checkLoops } from './rule/check-loops.ts'
import { checkPermissions } from './rule/check-permissions.ts'
import { checkQueues } from './rule/check-queues.ts'
import { checkReaders } from './rule/check-readers.ts'
import { checkRoles } from './rule/check-roles.ts'
import { checkRuntime } from './rule/check-runtime.ts'
import { checkTable } from './rule/check-table.ts'
import { checkTransport } from './rule/check-transport.ts'
import { checkVariables } from './rule/check-variables.ts'
import { checkOrder } from './spec/check-order.ts'
import { checkProperties } from './spec/check-properties.ts'
import { checkReferences } from './spec/check-references.ts'

/** Whether AWS takes it. */
const ofAws: readonly Check[] = [checkProperties, checkReferences, checkOrder]

/** Whether it is what we want. */
const ofOurs: readonly Check[] = [
  checkAlarms,
  checkBuckets,
  checkDeadLetters,
  checkEncryption,
  checkLogs,
  checkLoops,
  checkPermissions,
  checkQueues,
  checkReaders,
  checkRoles,
  checkRuntime,
  checkTable,
  checkTransport,
  checkVariables,
]

/** Every finding about a packaged template. What AWS would not take is looked at no further: its parts may not be there. */
export const checkTemplate: Check = (template) => {
  const refused = ofAws.flatMap((check) => check(template))
  return refused.length > 0 ? refused : ofOurs.flatMap((check) => carriedOut(check, template))
}

/** A template that cannot be resolved, such as one that refers to what a condition leaves out, is a finding, too. */
const carriedOut = (check: Check, template: Template): string[] => {
  try {
    return check(template)
  } catch (error) {
    return [String(error)]
  }
}
