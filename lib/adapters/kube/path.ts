/** The path of a resource: `/api/v1/namespaces/x/pods/y/log`. Without a namespace: cluster-wide. */
export const pathOf = (resource: string, namespace?: string, ...rest: string[]): string =>
  pathIn('/api/v1', resource, namespace, rest)

/** The same under any group and version, such as `/apis/apps/v1`. */
export const pathIn = (
  root: string,
  resource: string,
  namespace: string | undefined,
  rest: readonly string[],
): string =>
  [
    root,
    ...(namespace ? ['namespaces', encodeURIComponent(namespace)] : []),
    resource,
    ...rest.map(encodeURIComponent),
  ].join('/')
