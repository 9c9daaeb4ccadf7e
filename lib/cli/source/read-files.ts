import type { Stats } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CommandError } from '../command-error.ts'

export interface SourceFile {
  /** As the person named it; `-` is standard input. */
  file: string
  text: string
  /** It was not named itself, but stands in a folder that was: it may hold something else altogether. */
  found: boolean
}

const isYaml = (name: string): boolean => /\.(ya?ml|json)$/.test(name)
/** Millrace's own settings file, and folders that hold no definitions. */
const isPassedOver = (name: string): boolean =>
  name === 'millrace.yaml' || name.startsWith('.') || name === 'node_modules'

/** Reads files, folders (their YAML and JSON files; those of folders inside them too with `recursive`) and `-`. */
export const readFiles = async (paths: readonly string[], { recursive = false } = {}): Promise<SourceFile[]> => {
  const lists = await Promise.all(paths.map((path) => readPath(path, recursive)))
  return lists.flat()
}

const readPath = async (path: string, recursive: boolean): Promise<SourceFile[]> => {
  if (path === '-') return [{ file: '-', text: await text(process.stdin), found: false }]
  const stats = await statOf(path)
  if (!stats.isDirectory()) return [{ file: path, text: await readFile(path, 'utf8'), found: false }]
  return readFolder(path, recursive)
}

const statOf = async (path: string): Promise<Stats> => {
  try {
    return await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new CommandError(`there is no file or folder ${path}`, { code: 'NotFound' })
  }
}

const readFolder = async (folder: string, recursive: boolean): Promise<SourceFile[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const wanted = entries.filter(({ name }) => !isPassedOver(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
  const lists = await Promise.all(
    wanted.map(async (entry): Promise<SourceFile[]> => {
      const file = join(folder, entry.name)
      if (entry.isDirectory()) return recursive ? readFolder(file, recursive) : []
      return isYaml(entry.name) ? [{ file, text: await readFile(file, 'utf8'), found: true }] : []
    }),
  )
  return lists.flat()
}
