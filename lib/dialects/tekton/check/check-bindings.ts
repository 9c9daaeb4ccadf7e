import type { Issue } from '../../issue.ts'
import type { Loose } from '../../shape.ts'
import type { Path } from '../../yaml/document.ts'
import { bindingSources, type WorkspaceBinding } from '../schema/workspace.ts'
import { checkEmptyNames, checkTwice } from './check-names.ts'

type Binding = Loose<WorkspaceBinding>

/** What a run binds to workspaces: each once, each to exactly one source. */
export const checkBindings = (bindings: readonly (Binding | undefined)[] = [], path: Path): Issue[] => [
  ...checkEmptyNames(bindings, path, 'a workspace'),
  ...checkTwice(bindings, path, { code: 'DuplicateWorkspace', what: 'the workspace', ignoreCase: true }),
  ...bindings.flatMap((binding, index) => (binding ? checkBinding(binding, [...path, index]) : [])),
]

const checkBinding = (binding: Binding, path: Path): Issue[] => {
  const given = bindingSources.filter((source) => Object.hasOwn(binding, source))
  if (given.length === 1) return checkSource(binding, path)
  const found = given.length === 0 ? 'none' : given.join(' and ')
  const message = `the workspace "${binding.name}" needs exactly one source, and has ${found}`
  return [{ code: 'InvalidValue', path, message, hint: `one of ${bindingSources.join(', ')}` }]
}

/** What names the thing behind the workspace. */
const checkSource = (binding: Binding, path: Path): Issue[] => {
  const { persistentVolumeClaim: claim, configMap, secret, projected, csi } = binding
  const needed: [object | undefined, string, string][] = [
    [claim, 'persistentVolumeClaim', 'claimName'],
    [configMap, 'configMap', 'name'],
    [secret, 'secret', 'secretName'],
    [projected, 'projected', 'sources'],
    [csi, 'csi', 'driver'],
  ]
  return needed.flatMap(([source, field, name]): Issue[] => {
    const value: unknown = source && Reflect.get(source, name)
    if (!source || (Array.isArray(value) ? value.length > 0 : Boolean(value))) return []
    const message = `the ${field} of the workspace "${binding.name}" has no ${name}`
    return [{ code: 'MissingField', path: [...path, field, name], message }]
  })
}
