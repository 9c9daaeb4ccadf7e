import type { Permission } from '../call/permission.ts'
import { speaksOf } from './matches.ts'
import type { Statement } from './policy.ts'

export type Decision = 'allowed' | 'denied' | 'not allowed'

/** What IAM decides within one account: a Deny that fits wins, else an Allow that fits, else nothing is allowed. */
export const decide = (statements: readonly Statement[], permission: Permission): Decision => {
  const speaking = statements.filter((statement) => speaksOf(statement, permission))
  if (speaking.some(({ Effect }) => Effect === 'Deny')) return 'denied'
  return speaking.length > 0 ? 'allowed' : 'not allowed'
}
