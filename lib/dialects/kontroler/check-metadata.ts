import type { Issue } from '../issue.ts'
import { isSubdomain, subdomainRule } from '../names.ts'
import type { Loose } from '../shape.ts'
import type { Path } from '../yaml/document.ts'
import { isRefused } from './check-work.ts'
import type { Dag } from './schema.ts'

/** A run may leave its name to whoever starts it. */
export const checkMetadata = (
  metadata: Loose<Dag['metadata']> | undefined,
  options: { generated: boolean },
): Issue[] => {
  if (!metadata || isRefused(metadata, 'name')) return []
  const { name, generateName } = metadata
  const path = ['metadata', 'name']
  if (name === undefined || name === '') {
    if (options.generated && generateName) return checkName(`${generateName}0`, ['metadata', 'generateName'])
    return [{ code: 'MissingField', path, message: 'metadata.name is missing', hint: 'add name under metadata' }]
  }
  return checkName(name, path)
}

const checkName = (name: string, path: Path): Issue[] =>
  isSubdomain(name)
    ? []
    : [{ code: 'InvalidName', path, message: `no object can be called "${name}"`, hint: subdomainRule }]
