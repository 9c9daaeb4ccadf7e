import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'

/** Unpacks each artefact, a zip, into a folder of its own; answers the folders by the same names. */
export const unpack = async (
  artefacts: Readonly<Record<string, string>>,
  into: string,
): Promise<Record<string, string>> => {
  const folders = Object.entries(artefacts).map(async ([name, zip]) => {
    const folder = join(into, name)
    for (const [file, content] of Object.entries(unzipSync(await readFile(zip)))) {
      if (file.endsWith('/')) continue
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), content)
    }
    return [name, folder] as const
  })
  return Object.fromEntries(await Promise.all(folders))
}
