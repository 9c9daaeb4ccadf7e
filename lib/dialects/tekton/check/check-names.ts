import type { Code } from '../../codes.ts'
import type { Issue } from '../../issue.ts'
import type { Path } from '../../yaml/document.ts'

interface Named {
  name?: string
}

/** Names that a list has twice, at the second place. */
export const checkTwice = (
  items: readonly (Named | undefined)[],
  path: Path,
  { code, what, ignoreCase = false }: { code: Code; what: string; ignoreCase?: boolean },
): Issue[] => {
  const seen = new Set<string>()
  return items.flatMap((item, index): Issue[] => {
    if (!item?.name) return []
    const name = ignoreCase ? item.name.toLowerCase() : item.name
    const isTwice = seen.has(name)
    seen.add(name)
    if (!isTwice) return []
    const message = `${what} "${item.name}" is there twice`
    return [{ code, path: [...path, index, 'name'], message, hint: 'rename or remove one of them' }]
  })
}

/** Items whose name is there and empty. */
export const checkEmptyNames = (items: readonly (Named | undefined)[], path: Path, what: string): Issue[] =>
  items.flatMap((item, index): Issue[] =>
    item?.name === ''
      ? [{ code: 'MissingField', path: [...path, index, 'name'], message: `${what} has an empty name` }]
      : [],
  )
