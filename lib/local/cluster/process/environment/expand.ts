/**
 * Kubernetes' own expansion in `command`, `args` and `env`: `$(NAME)` becomes the variable's value, `$$` a single `$`.
 * A name that is not known stays as it is written.
 */
export const expand = (text: string, variables: ReadonlyMap<string, string>): string =>
  text.replaceAll(/\$(?:\$|\(([^)]*)\))/g, (written, name?: string) =>
    name === undefined ? '$' : (variables.get(name) ?? written),
  )
