import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

const systemPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** The absolute path of a program of this machine, if it is installed. */
export const findTool = (name: string, path = process.env['PATH'] ?? ''): string | undefined =>
  [...systemPath, ...path.split(':')].map((folder) => join(folder, name)).find(isExecutable)

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
