import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../..')

/** Files below a folder whose names end so, relative to the root, sorted. None when there is no such folder. */
export const filesIn = (folder: string, ...endings: string[]): string[] => {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')
