import type { Issue } from './issue.ts'
import type { Metadata } from './metadata.ts'
import { isSubdomain, subdomainRule } from './names.ts'
import { isRefused, type Loose } from './shape.ts'
import type { Path } from './yaml/document.ts'

/** A run may leave its name to whoever starts it. */
export const checkMetadata = (metadata: Loose<Metadata> | undefined, options: { generated: boolean }): Issue[] => {
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
