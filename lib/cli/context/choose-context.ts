import { didYouMean } from '../../dialects/suggest.ts'
import { CommandError, usageError } from '../command-error.ts'
import { type Context, type Contexts, local, localName, type StageContext } from './context.ts'
import { contextFilePath, readContextFile } from './context-file.ts'

export interface ContextChoice {
  /** Of `--context`. */
  context?: string
  /** Of `--data`. */
  data?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** `--context`, else MILLRACE_CONTEXT, else the data folder if one is named, else the file's current context. */
export const chooseContext = async ({ context, data }: ContextChoice, environment: Environment): Promise<Context> => {
  const asked = context ?? (environment['MILLRACE_CONTEXT'] || undefined)
  if (data !== undefined && context !== undefined && context !== localName)
    throw usageError(`--data is of the context ${localName}, and --context names ${context}`)
  if (asked === localName || data !== undefined) return local
  const file = await readContextFile(contextFilePath(environment))
  const name = asked ?? file['current-context'] ?? localName
  return name === localName ? local : { type: 'stage', name, stage: contextNamed(file, name) }
}

/** Throws when there is none of the name. */
export const contextNamed = ({ contexts }: Contexts, name: string): StageContext => {
  const found = Object.hasOwn(contexts, name) ? contexts[name] : undefined
  if (found) return found
  const names = [localName, ...Object.keys(contexts)]
  const help = didYouMean(name, names) ?? `there are: ${names.join(', ')}; add one with: millrace context add`
  throw new CommandError(`there is no context "${name}"`, { code: 'NotFound', help })
}
