import { readFileSync } from 'node:fs'
import type { Privileges } from './emulator/iam/least-privilege.ts'

const page = new URL('../../infra/permissions.md', import.meta.url)

/** What infra/permissions.md gives a reason for, as `function action`. A function `*` stands for all. */
export const explainedPermissions = (): { has: (permission: string) => boolean } => {
  const rows = [...readFileSync(page, 'utf8').matchAll(/^\| `?([\w*]+)`? \| `([\w:]+)` \| .+ \|$/gm)]
  const known = new Set(rows.map(([, name, action]) => `${name} ${action}`))
  return { has: (permission) => known.has(permission) || known.has(permission.replace(/^\w+/, '*')) }
}

/** Function · actions used · actions allowed. */
export const privilegeTable = (table: readonly Privileges[]): string => {
  const lines = table.map(
    (one) =>
      `${one.function.padEnd(9)} used ${one.used.length} of ${one.allowed.length}\n` +
      one.allowed.map((action) => `  ${one.used.includes(action) ? 'used   ' : 'unused '} ${action}`).join('\n'),
  )
  return lines.join('\n')
}
