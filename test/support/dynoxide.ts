import { createRequire } from 'node:module'
import type { startDynoxide as start } from '../system/emulator/start-dynoxide.ts'

const isInstalled = (): boolean => {
  try {
    createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')
    return true
  } catch {
    return false
  }
}

/** Why there is no DynamoDB to test with on this machine; undefined where there is one. */
export const noDynoxide: string | undefined = isInstalled()
  ? undefined
  : '@dynoxide/linux-x64 is not installed: it runs on Linux on x86-64 only'

/** Between choosing a port and listening on it somebody else may take it. */
const maxTries = 3

/** DynamoDB in memory, on the loopback. */
export const startDynoxide = async (): ReturnType<typeof start> => {
  const emulator = await import('../system/emulator/start-dynoxide.ts')
  for (let tries = 1; ; tries += 1) {
    try {
      return await emulator.startDynoxide()
    } catch (error) {
      if (tries === maxTries) throw error
    }
  }
}
