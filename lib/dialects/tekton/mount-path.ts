import { posix } from 'node:path'

export const workspaceFolder = '/workspace'

/** Where a workspace is mounted: `/workspace/<name>` unless it says otherwise; relative paths are below `/workspace`. */
export const mountPathOf = ({ name, mountPath }: { name: string; mountPath?: string }): string =>
  absolute(mountPath || name)

export const absolute = (path: string): string => (path.startsWith('/') ? path : posix.join(workspaceFolder, path))
