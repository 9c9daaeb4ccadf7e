import type { Permission } from '../call/permission.ts'
import type { RecordedCall } from '../recorder.ts'
import { type Decision, decide } from './evaluate.ts'
import { speaksOf } from './matches.ts'
import type { Statement } from './policy.ts'

/** A function's role by what it was used for. */
export interface Privileges {
  function: string
  /** IAM actions, each once, sorted. */
  used: string[]
  allowed: string[]
}

/** A call that the function's role does not allow. */
export interface Refused extends Permission {
  function: string
  decision: Exclude<Decision, 'allowed'>
}

/** An action on a resource that a role allows and nobody used. */
export interface Unused {
  function: string
  action: string
  resource: string
}

export interface LeastPrivilege {
  table: Privileges[]
  refused: Refused[]
  unused: Unused[]
}

export interface Roles {
  /** The statements of each function's role, by function. */
  statements: ReadonlyMap<string, readonly Statement[]>
  /** What the policies of resources refuse. */
  refusals: readonly Statement[]
}

/** Compares what functions did with what their roles allow. Each permission that was needed is looked at once. */
export const leastPrivilege = (roles: Roles, calls: readonly RecordedCall[]): LeastPrivilege => {
  const functions = [...roles.statements].map(([name, statements]) => {
    const needed = distinct(calls.filter((call) => call.function === name).flatMap(({ permissions }) => permissions))
    return { name, statements, needed }
  })
  return {
    table: functions.map(({ name, statements, needed }) => ({
      function: name,
      used: sorted(needed.map(({ action }) => action)),
      allowed: sorted(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action = ['*'] }) => Action)),
    })),
    refused: functions.flatMap(({ name, statements, needed }) =>
      needed.flatMap((permission) => {
        const decision = decide([...statements, ...roles.refusals], permission)
        return decision === 'allowed' ? [] : [{ function: name, ...permission, decision }]
      }),
    ),
    unused: functions.flatMap(({ name, statements, needed }) =>
      statements.flatMap(parts).flatMap((part) => {
        const used = needed.some((permission) => speaksOf(part, permission))
        return used ? [] : [{ function: name, action: part.Action[0]!, resource: part.Resource[0]! }]
      }),
    ),
  }
}

/** A statement as one per action and resource. */
const parts = (statement: Statement): (Statement & { Action: string[]; Resource: string[] })[] =>
  statement.Effect === 'Deny'
    ? []
    : (statement.Action ?? ['*']).flatMap((action) =>
        (statement.Resource ?? ['*']).map((resource) => ({ ...statement, Action: [action], Resource: [resource] })),
      )

const distinct = (permissions: readonly Permission[]): Permission[] => [
  ...new Map(permissions.map((one) => [JSON.stringify(one), one])).values(),
]

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort()
