import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { CommandError } from '../command-error.ts'
import { Contexts } from './context.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** MILLRACE_CONFIG, else where the XDG base directory specification puts it. */
export const contextFilePath = (environment: Environment): string => {
  const { MILLRACE_CONFIG: given, XDG_CONFIG_HOME: base, HOME: home = homedir() } = environment
  return given || join(base || join(home, '.config'), 'millrace', 'config.yaml')
}

/** What the file says; a file that is not there says nothing. Throws when it is wrong. */
export const readContextFile = async (path: string): Promise<Contexts> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (text === undefined) return { contexts: {} }
  const parsed = Contexts.safeParse((await yamlIn(text, path)) ?? {})
  if (!parsed.success) throw new CommandError(`${path}: ${z.prettifyError(parsed.error)}`, { code: 'Invalid' })
  return parsed.data
}

const yamlIn = async (text: string, path: string): Promise<unknown> => {
  const { loadAll } = await import('js-yaml')
  try {
    return loadAll(text)[0]
  } catch (cause) {
    throw new CommandError(`${path}: ${(cause as Error).message}`, { code: 'Invalid' })
  }
}

/** At once or not at all. */
export const writeContextFile = async (path: string, file: Contexts): Promise<void> => {
  const { writeYaml } = await import('../../dialects/yaml/write.ts')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const next = `${path}.${process.pid}`
  await writeFile(next, writeYaml(file), { mode: 0o600 })
  await rename(next, path)
}
