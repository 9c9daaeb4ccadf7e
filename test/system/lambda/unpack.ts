import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Unpacks each artefact, a zip, into a folder of its own; answers the folders by the same names. */
export const unpack = async (
  artefacts: Readonly<Record<string, string>>,
  into: string,
): Promise<Record<string, string>> => {
  const folders = Object.entries(artefacts).map(async ([name, zip]) => {
    const folder = join(into, name)
    await mkdir(folder, { recursive: true })
    await run('unzip', ['-q', zip, '-d', folder])
    return [name, folder] as const
  })
  return Object.fromEntries(await Promise.all(folders))
}
