import { resolve } from 'node:path'

const defaultDataFolder = '.millrace'

/** The folder that `--data` names, else MILLRACE_DATA, else `.millrace` here. */
export const dataPath = (given: string | undefined, environment: NodeJS.ProcessEnv): string =>
  resolve(given ?? (environment['MILLRACE_DATA'] || defaultDataFolder))
